"""The one barrier: the inventories of a run's clusters, and what the rules that look across them say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from gate.config.settings import External
from gate.model.finding import Finding
from gate.model.inventory import Inventory, Item, inventory
from gate.model.json import JsonObject, mapping, text
from gate.model.outcome import Outcome
from gate.model.resource import Resource
from gate.model.target import Target
from gate.validate.references.externals import Externals
from gate.validate.references.holdings import Holdings
from gate.validate.references.identities import repeated
from gate.validate.references.outside import superfluous
from gate.validate.references.reading import Scope, items_of
from gate.validate.references.registry import OF_ITEMS
from gate.validate.references.saying import Doubt, Said, accounts
from gate.validate.references.spaces import undeclared
from gate.validate.references.surroundings import Absent, Neighbours, Surroundings
from gate.validate.references.tables import Kind
from gate.validate.relations.names import CLUSTER_SCOPED


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that rules across resources look at.

    targets: those that were rendered; absent: those of the repository that were not, asked for only where
    something seems to be missing. definitions: bodies of CustomResourceDefinitions. whole: the run looks at
    the whole repository.
    """

    targets: Sequence[Target]
    resources: Sequence[Resource]
    absent: Callable[[], Sequence[Absent]]
    definitions: Iterable[JsonObject] = ()
    externals: Collection[External] = ()
    whole: bool = True


def references(scene: Scene) -> Outcome[Inventory]:
    """The inventories of the clusters, what in them points nowhere or is there twice, what is left open."""
    targets = {target.name: target for target in scene.targets}
    inventories = _inventories(scene, targets)
    holdings = Holdings(inventories, scene.targets)
    externals = Externals(scene.externals)
    said: list[Said] = []
    neighbours = Neighbours(scene.targets)
    by_cluster: dict[str, list[Target]] = {}
    for target in scene.targets:
        by_cluster.setdefault(target.cluster, []).append(target)
    for one in inventories:
        around = Surroundings(by_cluster[one.cluster], neighbours, holdings, scene.absent, externals)
        said += _of_cluster(one, around, targets)
    findings = dict.fromkeys(one for one in said if isinstance(one, Finding))
    doubts = [one for one in said if isinstance(one, Doubt)]
    of_externals = superfluous(externals, holdings, whole=scene.whole)
    return Outcome(tuple(inventories), (*findings, *of_externals), tuple(accounts(doubts)))


def _of_cluster(held: Inventory, around: Surroundings, targets: dict[str, Target]) -> Iterator[Said]:
    items = held.in_order()
    for item in items:
        for question in OF_ITEMS:
            yield from question(item, around)
    yield from undeclared(items, around)
    yield from repeated(held, targets)


def _inventories(scene: Scene, targets: dict[str, Target]) -> list[Inventory]:
    is_cluster_scoped = scope_of(scene.definitions)
    items: dict[str, list[Item]] = {}
    for resource in scene.resources:
        if resource.id.kind and resource.id.api_version:
            target = targets[resource.target]
            items.setdefault(target.cluster, []).extend(items_of(resource, target, is_cluster_scoped))
    return [inventory(cluster, found) for cluster, found in sorted(items.items())]


def scope_of(definitions: Iterable[JsonObject]) -> Scope:
    """Which kinds are in no namespace: Kubernetes' own, and custom ones whose definition says so."""
    specs = [mapping(body.get("spec")) for body in definitions]
    custom: set[Kind] = {
        (text(spec.get("group")), text(mapping(spec.get("names")).get("kind")))
        for spec in specs
        if spec.get("scope") == "Cluster"
    }
    known = CLUSTER_SCOPED | custom
    return lambda kind: kind in known
