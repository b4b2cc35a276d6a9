"""Which resources a constraint means: its `spec.match`.

Source: pkg/mutation/match/match.go of github.com/open-policy-agent/gatekeeper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gate.evaluate.gatekeeper.wildcards import fits, fits_generated, is_everything
from gate.model.inventory import is_known
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.labels import Labels, selects, texts
from gate.model.resource import Resource

_ANY = "*"
_UNKNOWN_NAMESPACE = "its namespace is not known"
_UNKNOWN_LABELS = "the labels of its namespace are not known"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why it cannot be said whether a constraint means a resource."""

    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A resource that Gatekeeper is asked about.

    body: with its namespace where that is known. namespace: "" for none, of a Namespace its own name, one
    that is not known as `gate.model.inventory` has it. is_namespaced: None where its kind is not known.
    of_namespace: the labels of the namespace. namespace_object: the Namespace, None where there is none.
    """

    resource: Resource
    body: JsonObject
    namespace: str
    is_namespaced: bool | None
    of_namespace: Labels
    namespace_object: JsonObject | None = None

    @property
    def is_namespace(self) -> bool:
        return (self.resource.id.group, self.resource.id.kind) == ("", "Namespace")

    @property
    def is_in_namespace(self) -> bool | None:
        """Whether it is in a namespace; None where its kind is not known and it names none."""
        if self.is_namespace:
            return False
        return True if is_known(self.namespace) else self.is_namespaced

    @property
    def labels(self) -> Labels:
        return Labels(texts(mapping(self.body.get("metadata")).get("labels")))


Answer = bool | Doubt


def meant(match: JsonObject, subject: Subject) -> Answer:
    """Whether a constraint's match means a resource; a doubt where that hangs on what is not known."""
    answers = list(_answers(match, subject))
    if False in answers:
        return False
    return next((one for one in answers if isinstance(one, Doubt)), True)


def _answers(match: JsonObject, subject: Subject) -> Iterator[Answer]:
    for of in _CRITERIA:
        yield of(match, subject)


def _of_kinds(match: JsonObject, subject: Subject) -> Answer:
    kinds = [mapping(one) for one in sequence(match.get("kinds"))]
    identity = subject.resource.id
    return not kinds or any(
        _has(one.get("kinds"), identity.kind) and _has(one.get("apiGroups"), identity.group) for one in kinds
    )


def _has(names: JsonValue, name: str) -> bool:
    written = sequence(names)
    return not written or _ANY in written or name in written


def _of_scope(match: JsonObject, subject: Subject) -> Answer:
    wanted = match.get("scope")
    if wanted not in ("Cluster", "Namespaced"):
        return True
    inside = subject.is_in_namespace
    return Doubt(_UNKNOWN_NAMESPACE) if inside is None else inside is (wanted == "Namespaced")


def _of_namespaces(match: JsonObject, subject: Subject) -> Answer:
    patterns = _patterns(match.get("namespaces"))
    return not patterns or in_namespace(patterns, subject, elsewhere=True)


def _of_excluded(match: JsonObject, subject: Subject) -> Answer:
    """A namespace that is not known is none of the exceptions, as gator has it."""
    patterns = _patterns(match.get("excludedNamespaces"))
    return in_namespace(patterns, subject, elsewhere=False) is not True


def in_namespace(patterns: list[str], subject: Subject, *, elsewhere: bool) -> Answer:
    """Whether the namespace of a resource is one of some. elsewhere: the answer for what is in none."""
    if not subject.namespace or (subject.is_in_namespace is False and not subject.is_namespace):
        return elsewhere
    if is_known(subject.namespace):
        return any(fits(one, subject.namespace) for one in patterns)
    if subject.is_namespaced and any(map(is_everything, patterns)):
        return True
    return Doubt(_UNKNOWN_NAMESPACE)


def _of_labels(match: JsonObject, subject: Subject) -> Answer:
    selector = match.get("labelSelector")
    return not isinstance(selector, dict) or selects(selector, subject.labels) is True


def _of_namespace_labels(match: JsonObject, subject: Subject) -> Answer:
    selector = match.get("namespaceSelector")
    inside = subject.is_in_namespace
    if not isinstance(selector, dict) or not selector:
        return True
    if inside is False and not subject.is_namespace:
        return True
    answer = selects(selector, subject.of_namespace)
    if inside is None:
        return True if answer else Doubt(_UNKNOWN_NAMESPACE)
    return Doubt(_UNKNOWN_LABELS) if answer is None else answer


def _of_name(match: JsonObject, subject: Subject) -> Answer:
    pattern = text(match.get("name"))
    metadata = mapping(subject.body.get("metadata"))
    return (
        not pattern
        or fits(pattern, text(metadata.get("name")))
        or fits_generated(pattern, text(metadata.get("generateName")))
    )


def _of_source(match: JsonObject, _subject: Subject) -> Answer:
    """Nothing here is made by an ExpansionTemplate: all is as it is sent."""
    return match.get("source") != "Generated"


def _patterns(value: JsonValue) -> list[str]:
    return [text(one) for one in sequence(value)]


_CRITERIA: tuple[Callable[[JsonObject, Subject], Answer], ...] = (
    _of_kinds,
    _of_scope,
    _of_namespaces,
    _of_excluded,
    _of_labels,
    _of_namespace_labels,
    _of_name,
    _of_source,
)
