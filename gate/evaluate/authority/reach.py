"""Whom a power leads to: one step from authority to authority."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from gate.evaluate.authority.bindings import EVERYWHERE
from gate.evaluate.authority.population import RESOURCES, Population, Workload
from gate.evaluate.authority.powers import Power
from gate.evaluate.authority.scene import Placed
from gate.evaluate.authority.steps import Gain
from gate.evaluate.authority.subjects import GROUP, USER, Subject


@dataclass(frozen=True, slots=True)
class Reach:
    """Those whom powers of equal gain, scope and names lead to. among: of which kind the workloads are."""

    gain: Gain
    scope: str
    names: frozenset[str] | None = None
    among: tuple[str, str] | None = None
    unrestricted: bool = False


TAKEOVER = Reach(Gain.CLUSTER, EVERYWHERE)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody whom a reach includes, and what shows it: the workload, the token Secret."""

    subject: Subject
    through: Workload | Placed | None = None


def reach_of(power: Power) -> Reach:
    """Where a power leads."""
    gain = power.step.gains
    match gain:
        case Gain.CLUSTER:
            return TAKEOVER
        case Gain.NODES:
            return Reach(gain, power.scope, unrestricted=power.step.unrestricted)
        case Gain.WORKLOADS:
            return Reach(gain, power.scope, power.names, RESOURCES[power.step.needs[0].resource])
        case _:
            return Reach(gain, power.scope, power.names)


class Members:
    """Who is in each reach of a cluster, sorted, each once."""

    def __init__(self, population: Population) -> None:
        self._population = population
        self._known: dict[Reach, tuple[Member, ...]] = {}

    def of(self, reach: Reach) -> tuple[Member, ...]:
        """The members of a reach; none of TAKEOVER, which is more than anybody."""
        if reach not in self._known:
            first: dict[Subject, Member] = {}
            for member in self._found(reach):
                first.setdefault(member.subject, member)
            self._known[reach] = tuple(first[subject] for subject in sorted(first))
        return self._known[reach]

    def _found(self, reach: Reach) -> Iterator[Member]:
        match reach.gain:
            case Gain.CLUSTER:
                return iter(())
            case Gain.ACCOUNTS:
                accounts = self._accounts(reach.scope)
                return (Member(one) for one in accounts if _is_named(one.name, reach))
            case Gain.WORKLOADS:
                namespaces = sorted(self._with_workload(reach))
                return (Member(one) for namespace in namespaces for one in self._accounts(namespace))
            case Gain.PODS:
                running = self._running(reach.scope)
                mounting = (one for one in running if one.mounts and one.has_pod_among(reach.names))
                return (Member(one.account, one) for one in mounting)
            case Gain.TOKENS:
                return self._with_token(reach)
            case Gain.NODES:
                return (Member(one.account, one) for one in self._on_nodes(reach))
            case Gain.USERS | Gain.GROUPS:
                kind = USER if reach.gain is Gain.USERS else GROUP
                others = self._population.others
                return (Member(one) for one in others if one.kind == kind and _is_named(one.name, reach))

    def _with_token(self, reach: Reach) -> Iterator[Member]:
        for subject, secret in self._population.tokens:
            if reach.scope in (EVERYWHERE, subject.namespace) and _is_named(secret.resource.id.name, reach):
                yield Member(subject, secret)

    def _on_nodes(self, reach: Reach) -> tuple[Workload, ...]:
        is_kept_off = reach.unrestricted and self._population.is_restricted(reach.scope)
        return () if is_kept_off else self._population.workloads

    def _accounts(self, scope: str) -> tuple[Subject, ...]:
        return self._population.accounts if scope == EVERYWHERE else self._accounts_by.get(scope, ())

    def _running(self, scope: str) -> tuple[Workload, ...]:
        return self._population.workloads if scope == EVERYWHERE else self._running_by.get(scope, ())

    @cached_property
    def _accounts_by(self) -> dict[str, tuple[Subject, ...]]:
        found: dict[str, list[Subject]] = {}
        for one in self._population.accounts:
            found.setdefault(one.namespace, []).append(one)
        return {namespace: tuple(ones) for namespace, ones in found.items()}

    @cached_property
    def _running_by(self) -> dict[str, tuple[Workload, ...]]:
        found: dict[str, list[Workload]] = {}
        for one in self._population.workloads:
            found.setdefault(one.placed.namespace, []).append(one)
        return {namespace: tuple(ones) for namespace, ones in found.items()}

    def _with_workload(self, reach: Reach) -> set[str]:
        """The namespaces of a scope that have a workload of a kind, and of a name where names are given."""
        return {
            one.placed.namespace
            for one in self._running(reach.scope)
            if one.placed.kind == reach.among and _is_named(one.placed.resource.id.name, reach)
        }


def _is_named(name: str, reach: Reach) -> bool:
    return reach.names is None or name in reach.names
