"""Labels as far as they are known, and what selectors ask of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gate.model.inventory import is_known
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

NAME_LABEL = "kubernetes.io/metadata.name"


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels, as far as they are known. complete: there are no others."""

    known: Mapping[str, str]
    complete: bool = True


def texts(value: JsonValue) -> dict[str, str]:
    """The entries of a map whose values are strings."""
    return {key: one for key, one in mapping(value).items() if isinstance(one, str)}


def meets(
    labels: Mapping[str, JsonValue], key: str, operator: str, values: Collection[JsonValue]
) -> bool | None:
    """Whether labels meet a requirement (k8s.io/apimachinery/pkg/labels, Requirement.Matches).

    None for an operator that is none.
    """
    match operator:
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return key not in labels or labels[key] not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case _:
            return None


def selects(selector: JsonObject, labels: Labels) -> bool | None:
    """Whether a label selector is true of labels; None where that hangs on labels that are not known."""
    answers = list(_answers(selector, labels))
    if False in answers:
        return False
    return None if None in answers else True


def _answers(selector: JsonObject, labels: Labels) -> Iterator[bool | None]:
    for key, wanted in mapping(selector.get("matchLabels")).items():
        yield _answer(key, "In", [wanted], labels)
    for one in map(mapping, sequence(selector.get("matchExpressions"))):
        yield _answer(text(one.get("key")), text(one.get("operator")), sequence(one.get("values")), labels)


def _answer(key: str, operator: str, values: Sequence[JsonValue], labels: Labels) -> bool | None:
    if key not in labels.known and not labels.complete:
        return None
    return meets(labels.known, key, operator, values)


def labels_of_namespace(name: str, namespaces: Iterable[JsonObject]) -> Labels:
    """The labels of a namespace, of which only its name is sure where nothing declares it."""
    if not is_known(name):
        return Labels({}, complete=False)
    for body in namespaces:
        metadata = mapping(body.get("metadata"))
        if metadata.get("name") == name:
            return Labels({**texts(metadata.get("labels")), NAME_LABEL: name})
    return Labels({NAME_LABEL: name}, complete=False)
