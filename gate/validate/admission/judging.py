"""The policies of each cluster over what the cluster is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from gate.model.json import mapping
from gate.model.outcome import Account
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.target import Target
from gate.validate.admission.asking import Asking
from gate.validate.admission.clusters import Cluster
from gate.validate.admission.evaluating import Budget
from gate.validate.admission.names import BINDING, MUTATING, POLICY, is_of_admission
from gate.validate.admission.reading import Binding, Policy
from gate.validate.admission.saying import Said, Verdict, verdicts
from gate.validate.catalogues import Catalogue

MOST_EVALUATIONS = 300_000
MOST_WORK = 100_000_000_000
"""Of all policies of a run together: some minutes at worst."""


@dataclass(frozen=True, slots=True)
class World:
    """Everything that policies look at.

    targets: those that were rendered. given: policies, bindings and parameters that the user gives, which
    every cluster has. refused: resources that the server refuses before it asks policies. alone: whether no
    other policies are asked.
    """

    targets: Sequence[Target]
    resources: Sequence[Resource]
    catalogue: Catalogue
    given: Sequence[Resource] = ()
    refused: Collection[tuple[Provenance, ResourceId]] = ()
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the policies of a run say, and accounts of what they do not."""

    verdicts: tuple[Verdict, ...] = ()
    accounts: tuple[Account, ...] = ()


def admission(world: World) -> Verdicts:
    """What the admission policies of every cluster say of what it is sent, and which apply to nothing."""
    said: list[tuple[Said, str]] = []
    accounts: dict[Account, None] = {}
    budget = Budget(MOST_EVALUATIONS, MOST_WORK)
    clusters: dict[str, list[Target]] = {}
    for target in world.targets:
        clusters.setdefault(target.cluster, []).append(target)
    for targets in clusters.values():
        names = {target.name for target in targets}
        own = [one for one in world.resources if one.target in names]
        accounts |= dict.fromkeys(_not_applied([*own, *world.given]))
        applied: set[Policy] = set()
        asked: set[Policy] = set()
        for version in world.catalogue.versions:
            policies = _bound(own, world, version)
            if not policies:
                continue
            cluster = Cluster(targets, own, world.given, world.catalogue, version)
            asking = Asking(cluster, policies, version, budget)
            judged = [one for one in own if _is_judged(one, world, version)]
            said += [(one, version) for one in asking.about(judged)]
            applied |= asking.applied
            asked |= policies.keys()
        accounts |= dict.fromkeys(_matching_nothing(asked - applied))
    return Verdicts(tuple(verdicts(said)), tuple(accounts))


def _is_judged(resource: Resource, world: World, version: str) -> bool:
    if not (resource.id.kind and resource.id.api_version):
        return False
    if resource.kubernetes_versions and version not in resource.kubernetes_versions:
        return False
    return (resource.provenance, resource.id) not in world.refused


def _bound(own: Sequence[Resource], world: World, version: str) -> dict[Policy, list[Binding]]:
    """The policies that a cluster has and uses, with their bindings."""
    kinds = world.catalogue.release(version).kinds
    there = [
        (one, is_given)
        for resources, is_given in ((world.given, True), (() if world.alone else own, False))
        for one in resources
        if (one.id.api_version, one.id.kind) in kinds and _is_judged(one, world, version)
    ]
    bindings = [
        Binding(one, mapping(one.decode().get("spec"))) for one, _ in there if is_of_admission(one, BINDING)
    ]
    found: dict[Policy, list[Binding]] = {}
    for one, is_given in there:
        if is_of_admission(one, POLICY):
            policy = Policy(one, mapping(one.decode().get("spec")), is_given)
            if bound := [binding for binding in bindings if binding.policy == policy.name]:
                found[policy] = bound
    return found


def _not_applied(resources: Sequence[Resource]) -> Iterator[Account]:
    """Policies without a binding, bindings without a policy, and policies that change resources."""
    policies = {one.id.name for one in resources if is_of_admission(one, POLICY)}
    bound: set[str] = set()
    for one in resources:
        where = one.target or one.provenance.path
        if is_of_admission(one, BINDING):
            name = Binding(one, mapping(one.decode().get("spec"))).policy
            bound.add(name)
            if name and name not in policies:
                yield Account(
                    where, f"admission policies not judged: {name} (only its binding {one.id.name} is here)"
                )
        elif is_of_admission(one, MUTATING):
            yield Account(where, f"admission policies that change resources are not applied: {one.id.name}")
    for one in resources:
        if is_of_admission(one, POLICY) and one.id.name not in bound:
            where = one.target or one.provenance.path
            yield Account(where, f"admission policies not applied: {one.id.name} (nothing here binds it)")


def _matching_nothing(policies: Collection[Policy]) -> Iterator[Account]:
    for policy in sorted(policies, key=lambda one: one.name):
        resource = policy.resource
        where = resource.target or resource.provenance.path
        yield Account(where, f"admission policies that match nothing in their cluster: {policy.name}")
