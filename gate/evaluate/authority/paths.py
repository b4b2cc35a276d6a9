"""The shortest ways from an authority to a greater one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gate.evaluate.authority.authority import Authority, Edge
from gate.evaluate.authority.reach import TAKEOVER, Member, Reach
from gate.evaluate.authority.subjects import ACCOUNT, Subject

CONTROL_PLANE = "kube-system"


@dataclass(frozen=True, slots=True)
class Hop:
    """A step of a path: by an edge to a member of its reach; None at the end, which is everything."""

    edge: Edge
    member: Member | None


Path = tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class _Reached:
    hop: Hop
    distance: int


class Takeovers:
    """The shortest way of each subject of a cluster to everything, found backwards from there.

    nodes: whether ways through nodes count.
    """

    def __init__(self, authority: Authority, *, nodes: bool) -> None:
        self._holders: defaultdict[Reach, dict[Subject, Edge]] = defaultdict(dict)
        self._containing: defaultdict[Subject, list[tuple[Reach, Member]]] = defaultdict(list)
        self._of_group: defaultdict[Subject, list[Subject]] = defaultdict(list)
        for subject, edges in authority.edges.items():
            for group in subject.groups:
                self._of_group[group].append(subject)
            for edge in edges:
                if nodes or not edge.power.step.node:
                    self._holders[edge.reach].setdefault(subject, edge)
        for reach in self._holders:
            for member in authority.members.of(reach):
                self._containing[member.subject].append((reach, member))
        self._reached: Mapping[Subject, _Reached] = self._search()

    def distance(self, subject: Subject) -> int | None:
        """How many steps a subject is from everything; None where no way leads there."""
        reached = self._reached.get(subject)
        return reached.distance if reached else None

    def path(self, subject: Subject) -> Path:
        """The way of a subject that has one."""
        hops = [self._reached[subject].hop]
        while (member := hops[-1].member) is not None:
            hops.append(self._reached[member.subject].hop)
        return tuple(hops)

    def _search(self) -> dict[Subject, _Reached]:
        reached: dict[Subject, _Reached] = {}
        seen = {TAKEOVER}
        level: list[tuple[Reach, Member | None]] = [(TAKEOVER, None)]
        distance = 0
        while level:
            distance += 1
            new: dict[Subject, _Reached] = {}
            for reach, member in level:
                for subject, edge in self._holders.get(reach, {}).items():
                    known = new.get(subject)
                    if subject not in reached and (known is None or _is_plainer(edge, known.hop.edge)):
                        new[subject] = _Reached(Hop(edge, member), distance)
            new = {**self._shared(new, reached), **new}
            reached.update(new)
            level = list(self._of_whom(new, seen))
        return reached

    def _shared(
        self, new: Mapping[Subject, _Reached], reached: Mapping[Subject, _Reached]
    ) -> dict[Subject, _Reached]:
        """What the members of groups reach by them."""
        return {
            member: found
            for group, found in sorted(new.items())
            for member in self._of_group.get(group, ())
            if member not in reached
        }

    def _of_whom(
        self, subjects: Mapping[Subject, _Reached], seen: set[Reach]
    ) -> Iterator[tuple[Reach, Member]]:
        """The reaches in which subjects are, and no earlier one was."""
        for subject in sorted(subjects):
            for reach, member in self._containing.get(subject, ()):
                if reach not in seen:
                    seen.add(reach)
                    yield reach, member


def _is_plainer(edge: Edge, other: Edge) -> bool:
    return edge.power.step.order < other.power.step.order


def path_out(authority: Authority, start: Subject) -> Path:
    """The shortest way of more than one step from a ServiceAccount to one of another namespace that can do
    something with it, or to one of the control plane's; empty where there is none, or one of a single step.
    """
    waiting: list[tuple[Subject, Path]] = [(start, ())]
    seen: set[Subject | Reach] = {start}
    for subject, path in waiting:
        for edge in authority.of(subject):
            if edge.power.step.node or edge.reach in seen:
                continue
            seen.add(edge.reach)
            for member in authority.members.of(edge.reach):
                if _is_out(authority, member.subject, start):
                    return (*path, Hop(edge, member)) if path else ()
                if _is_within(member.subject, start) and member.subject not in seen:
                    seen.add(member.subject)
                    waiting.append((member.subject, (*path, Hop(edge, member))))
    return ()


def _is_within(subject: Subject, start: Subject) -> bool:
    return subject.kind != ACCOUNT or subject.namespace == start.namespace


def _is_out(authority: Authority, subject: Subject, start: Subject) -> bool:
    can_something = any(True for _ in authority.of(subject)) or subject.namespace == CONTROL_PLANE
    return can_something and not _is_within(subject, start)
