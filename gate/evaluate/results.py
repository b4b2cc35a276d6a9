"""What an engine answers -> findings. What is malformed is said, never dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from gate.errors import PolicyError
from gate.model.finding import Finding, Location, Related
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text, value_at
from gate.model.outcome import Account
from gate.model.resource import Provenance, Resource
from gate.model.rule import Rule

MALFORMED = "its answer is neither a message nor an object with `msg`"
EXCEPTED = "excepted by the policies"


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that a rule said: of the resource at `index`, where the entry point knows it.

    excepted: whether it was not asked, as the policies except the resource, or the cluster, from it.
    """

    rule: str
    index: int | None
    result: JsonValue
    excepted: bool = False


@dataclass(frozen=True, slots=True)
class Excepted:
    """What policies except from a rule of theirs: a resource of a target, or a cluster, by its first one."""

    target: str
    rule: str
    is_cluster: bool


def answered(value: JsonValue, rules: frozenset[str]) -> tuple[Answer, ...]:
    """The entry point's answers. PolicyError when they have another shape or name a rule nobody asked."""
    answers = []
    for one in sequence(value):
        body = mapping(one)
        rule, index = body.get("rule"), body.get("resource")
        if not isinstance(rule, str) or rule not in rules or not _is_index(index, optional=True):
            raise PolicyError("the policies' entry point gave an answer of an unknown shape")
        excepted = body.get("excepted") is True
        answers.append(Answer(rule, cast("int | None", index), body.get("result"), excepted))
    if not isinstance(value, list):
        raise PolicyError("the policies' entry point gave no list of answers")
    return tuple(answers)


def excepted_of(answer: Answer, batch: Sequence[Resource]) -> Excepted:
    """What an answer excepts."""
    return Excepted(batch[answer.index or 0].target, answer.rule, answer.index is None)


def accounts_of(excepted: Iterable[Excepted]) -> Iterator[Account]:
    """How much of each target its policies except from each rule, in the order of targets and rules."""
    every = Counter(excepted)
    for one in sorted(every, key=lambda one: (one.target, one.rule)):
        what = "the cluster" if one.is_cluster else f"{every[one]} resource{'s' * (every[one] != 1)}"
        yield Account(one.target, f"{EXCEPTED}: {one.rule} ({what})")


def finding_of(answer: Answer, rule: Rule, batch: Sequence[Resource]) -> Finding:
    """The finding of an answer; unjudged where the answer makes no sense."""
    body = mapping(answer.result)
    index = body.get("resource") if answer.index is None else answer.index
    if not _is_index(index) or not 0 <= cast("int", index) < len(batch):
        return unjudged(rule, None, "it names no resource that it was given", target=batch[0].target)
    resource = batch[cast("int", index)]
    message = answer.result if isinstance(answer.result, str) else body.get("msg")
    if not isinstance(message, str) or not message.strip():
        return unjudged(rule, resource, MALFORMED)
    return Finding(
        rule=rule.id,
        severity="info" if rule.severity == "ignore" else rule.severity,
        message=message,
        target=resource.target,
        resource=resource.id,
        provenance=resource.provenance,
        pointer=_existing(body.get("pointer"), resource),
        related=_related(body, resource, batch),
        remedy=rule.remediation,
    )


def unjudged(rule: Rule, resource: Resource | None, words: str, target: str = "") -> Finding:
    """A rule that could not judge a resource, or all of a cluster's. words: the engine's, without values."""
    what = "the cluster" if resource is None else "this resource"
    return Finding(
        rule=rule.id,
        severity="error",
        message=f"the policy {rule.id} could not judge {what}: {words}",
        target=target if resource is None else resource.target,
        resource=None if resource is None else resource.id,
        provenance=None if resource is None else resource.provenance,
        unjudged=True,
        remedy="mend the policy, or what it stumbles over",
    )


def _existing(pointer: JsonValue, resource: Resource) -> str:
    """The pointer where it, or the object or array it would be in, exists; else that of the resource."""
    if not isinstance(pointer, str) or not pointer.startswith("/"):
        return ""
    body: JsonObject = resource.decode()
    return pointer if _exists(body, pointer) or _exists(body, pointer.rpartition("/")[0]) else ""


def _exists(body: JsonObject, pointer: str) -> bool:
    try:
        value_at(body, pointer)
    except LookupError:
        return False
    return True


def _related(body: JsonObject, resource: Resource, batch: Sequence[Resource]) -> tuple[Related, ...]:
    """Further places: `{msg, pointer?, resource?}`, as far as is known before places are looked up."""
    found = []
    for one in sequence(body.get("related")):
        said = mapping(one)
        index = said.get("resource")
        other = (
            batch[cast("int", index)]
            if _is_index(index) and 0 <= cast("int", index) < len(batch)
            else resource
        )
        message = text(said.get("msg")) or text(said.get("message")) or str(other.id)
        found.append(
            Related(_place(other.provenance), f"{message} ({text(said.get('pointer')) or '/'} of {other.id})")
        )
    return tuple(found)


def _place(provenance: Provenance) -> Location:
    if provenance.path:
        return Location(provenance.path, precision="file")
    return Location(provenance.target, precision="target")


def _is_index(value: JsonValue, *, optional: bool = False) -> bool:
    if value is None:
        return optional
    return isinstance(value, int) and not isinstance(value, bool)
