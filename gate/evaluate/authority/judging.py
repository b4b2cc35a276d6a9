"""What is said of the authority in a cluster: the shortest path of each subject that has one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gate.evaluate.authority.authority import Authority, authority_of
from gate.evaluate.authority.paths import Path, Takeovers, path_out
from gate.evaluate.authority.population import Workload
from gate.evaluate.authority.rules import RULES, THROUGH_NODE, TO_CLUSTER, TO_NAMESPACE
from gate.evaluate.authority.scene import Scene
from gate.evaluate.authority.subjects import ACCOUNT, Subject
from gate.evaluate.authority.wording import Shown, shown, told
from gate.model.finding import Finding

_RULES = {rule.id: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A finding about a path, and the further places that show it, in its order."""

    finding: Finding
    places: tuple[Shown, ...]


def judged(scene: Scene) -> tuple[Judgement, ...]:
    """The paths of more than one step in a cluster: one for each rule and subject that it is about."""
    authority = authority_of(scene.resources)
    plain = Takeovers(authority, nodes=False)
    through_nodes = Takeovers(authority, nodes=True)

    def to_cluster(subject: Subject) -> Path:
        return _long(plain, subject)

    def by_node(subject: Subject) -> Path:
        return () if plain.distance(subject) else _long(through_nodes, subject)

    def to_namespace(subject: Subject) -> Path:
        is_asked = subject.kind == ACCOUNT and not plain.distance(subject)
        return path_out(authority, subject) if is_asked else ()

    asked = {TO_CLUSTER: to_cluster, THROUGH_NODE: by_node, TO_NAMESPACE: to_namespace}
    return tuple(found for rule, path in asked.items() for found in _of_rule(rule, path, authority, scene))


def _long(takeovers: Takeovers, subject: Subject) -> Path:
    """The path of a subject, unless it is one step, or that of everybody in a group that it is in."""
    distance = takeovers.distance(subject)
    if distance is None or distance == 1 or distance in map(takeovers.distance, subject.groups):
        return ()
    return takeovers.path(subject)


def _of_rule(
    rule: str, path_of: Callable[[Subject], Path], authority: Authority, scene: Scene
) -> Iterator[Judgement]:
    for subject in authority.edges:
        running = authority.population.holding_token(subject)
        is_asked = (running or subject.is_broad) and not subject.is_among(scene.trusted.get(rule, ()))
        if is_asked and (path := path_of(subject)):
            yield _judgement(rule, subject, running, path)


def _judgement(rule: str, subject: Subject, running: Sequence[Workload], path: Path) -> Judgement:
    """A finding where the subject is given what its path begins with."""
    grant = path[0].edge.power.permissions[0].grant
    binding = grant.binding.resource
    severity = _RULES[rule].severity
    assert severity != "ignore"
    finding = Finding(
        rule=rule,
        severity=severity,
        message=told(subject, running, path),
        target=binding.target,
        resource=binding.id,
        provenance=binding.provenance,
        pointer=grant.pointer,
        remedy=_RULES[rule].remediation,
    )
    places = shown(running[:1], path)
    return Judgement(
        finding, tuple(one for one in places if (one.placed, one.pointer) != (grant.binding, grant.pointer))
    )
