"""From what a subject is given to the steps that it can take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from gate.evaluate.authority.bindings import EVERYWHERE, Grant
from gate.evaluate.authority.roles import ALL, Role, RoleRule
from gate.evaluate.authority.steps import Named, Need, Step, steps


@dataclass(frozen=True, slots=True, eq=False)
class Permission:
    """A need that a rule of a grant meets, by these verbs. names: of the objects, None for all."""

    need: Need
    grant: Grant
    rule: RoleRule
    verbs: tuple[str, ...]
    names: frozenset[str] | None


@dataclass(frozen=True, slots=True, eq=False)
class Power:
    """A step that a subject can take, in a namespace or EVERYWHERE, by these permissions.

    names: of what is gained, None for all.
    """

    step: Step
    scope: str
    permissions: tuple[Permission, ...]
    names: frozenset[str] | None


Allowed: TypeAlias = Mapping[Need, Sequence[tuple[RoleRule, tuple[str, ...]]]]
"""The rules that meet each need, with the verbs that do."""


class Powers:
    """The powers of the subjects of a cluster; what a role allows is looked up once."""

    def __init__(self) -> None:
        self._needs = tuple(dict.fromkeys(need for step in steps() for need in step.needs))
        self._needs_of: defaultdict[str, list[Need]] = defaultdict(list)
        for need in self._needs:
            self._needs_of[need.resource].append(need)
        self._allowed: dict[Role, Allowed] = {}

    def of(self, own: Sequence[Grant], shared: Sequence[Grant]) -> Iterator[Power]:
        """Every step that grants of a subject allow, if need be together with those of its groups, in the
        order of the table. What its groups can do alone is theirs.
        """
        held = self._held(own, (*own, *shared))
        also = self._held(shared, shared) if any(_is_part(step, held) for step in steps()) else {}
        for step in steps():
            if not any(need in held for need in step.needs):
                continue
            ways = [(*held.get(need, ()), *also.get(need, ())) for need in step.needs]
            for power in _powers(step, ways) if all(ways) else ():
                if any(one.grant.subject == own[0].subject for one in power.permissions):
                    yield power

    def _held(self, grants: Iterable[Grant], among: Sequence[Grant]) -> Mapping[Need, list[Permission]]:
        """The permissions that grants give to who holds them among others."""
        held: defaultdict[Need, list[Permission]] = defaultdict(list)
        for grant in grants:
            for need, rules in self._of_role(grant.role).items():
                if not need.cluster or grant.scope == EVERYWHERE:
                    held[need] += _permissions(need, grant, rules, among)
        return held

    def _of_role(self, role: Role) -> Allowed:
        if role not in self._allowed:
            self._allowed[role] = self._looked_up(role)
        return self._allowed[role]

    def _looked_up(self, role: Role) -> Allowed:
        found: defaultdict[Need, list[tuple[RoleRule, tuple[str, ...]]]] = defaultdict(list)
        for rule in role.rules:
            for need in self._touched(rule):
                verbs = tuple(verb for verb in need.verbs if rule.allows(verb))
                if verbs and rule.covers(need.group, need.resource):
                    found[need].append((rule, verbs))
        return found

    def _touched(self, rule: RoleRule) -> Iterable[Need]:
        """The needs that a rule may be about: those of its resources, all where a wildcard is among them."""
        if any(ALL in resource for resource in rule.resources):
            return self._needs
        return (need for resource in rule.resources for need in self._needs_of.get(resource, ()))


def _is_part(step: Step, held: Mapping[Need, Sequence[Permission]]) -> bool:
    """Whether something is held of a step that needs several permissions."""
    return len(step.needs) > 1 and any(need in held for need in step.needs)


def _permissions(
    need: Need, grant: Grant, rules: Iterable[tuple[RoleRule, tuple[str, ...]]], grants: Sequence[Grant]
) -> Iterator[Permission]:
    for rule, verbs in rules:
        names = _names(need, rule, grant.scope, grants)
        if names is None or names:
            yield Permission(need, grant, rule, verbs, names)


def _names(need: Need, rule: RoleRule, scope: str, grants: Sequence[Grant]) -> frozenset[str] | None:
    """The objects that a permission is good for: None for all, empty for none.

    The empty name stands for requests that name no object, so that rules with it hold for none that does.
    """
    if need.named is Named.OWN:
        own = frozenset(one.role.name for one in grants if one.scope == scope and _is_own(need, one.role))
        return own & rule.names if rule.names else own
    if not rule.names or need.named is Named.ANY:
        return None
    if need.named is Named.GAIN:
        return rule.names - {""}
    if isinstance(need.named, frozenset):
        return None if need.named & rule.names else frozenset()
    return frozenset()


def _is_own(need: Need, role: Role) -> bool:
    return need.resource == ("roles" if role.namespace else "clusterroles")


def _powers(step: Step, permissions: Sequence[Sequence[Permission]]) -> Iterator[Power]:
    """The ways in which a step is allowed: everywhere if it is, and else in each namespace where all is."""
    ways = [_by_scope(of_need) for of_need in permissions]
    scopes = {scope for way in ways for scope in way}
    everywhere = [way.get(EVERYWHERE, []) for way in ways]
    for scope in (EVERYWHERE, *sorted(scopes - {EVERYWHERE})):
        inside = [way.get(scope, []) if scope != EVERYWHERE else [] for way in ways]
        fitting = [[*some, *others] for some, others in zip(inside, everywhere, strict=True)]
        found = tuple(_together(step, scope, fitting))
        yield from found
        if scope == EVERYWHERE and any(power.names is None for power in found):
            return


def _by_scope(way: Sequence[Permission]) -> Mapping[str, list[Permission]]:
    found: defaultdict[str, list[Permission]] = defaultdict(list)
    for one in way:
        found[one.grant.scope].append(one)
    return found


def _together(step: Step, scope: str, ways: Sequence[Sequence[Permission]]) -> Iterator[Power]:
    """One power for each choice of names; where one is for all of them, that alone."""
    owning = _owning([way for way in ways if way and way[0].need.named is Named.OWN])
    if owning is None:
        return
    for permissions in product(*(owning.get(way[0].need) or _distinct(way) if way else () for way in ways)):
        if scope != EVERYWHERE and all(one.grant.scope == EVERYWHERE for one in permissions):
            continue
        gained = [one.names for one in permissions if one.need.named is Named.GAIN]
        yield Power(step, scope, permissions, gained[0] if gained else None)


def _owning(ways: Sequence[Sequence[Permission]]) -> Mapping[Need, Sequence[Permission]] | None:
    """For each need one permission, all for the same role of the holder; None where there is no such role."""
    by_name = [{name: one for one in reversed(way) for name in one.names or ()} for way in ways]
    if not ways:
        return {}
    shared = sorted(set(by_name[0]).intersection(*by_name[1:]))
    return {of[shared[0]].need: (of[shared[0]],) for of in by_name} if shared else None


def _distinct(way: Sequence[Permission]) -> Sequence[Permission]:
    """One permission for each set of names; where one is for all objects, that alone."""
    for one in way:
        if one.names is None:
            return (one,)
    return tuple({one.names: one for one in reversed(way)}.values())
