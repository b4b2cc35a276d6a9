"""The one barrier: the inventories of a run's clusters, and what the rules that look across them say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from gate.config.settings import External
from gate.model.finding import Finding
from gate.model.inventory import Inventory, Item, inventory
from gate.model.outcome import Outcome
from gate.model.resource import Resource
from gate.model.target import Target
from gate.validate.references.externals import Externals
from gate.validate.references.holdings import Holdings
from gate.validate.references.identities import repeated
from gate.validate.references.outside import superfluous
from gate.validate.references.reading import Items
from gate.validate.references.registry import OF_ITEMS
from gate.validate.references.saying import Doubt, Said, accounts
from gate.validate.references.spaces import undeclared
from gate.validate.references.surroundings import Absent, Neighbours, Surroundings


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that rules across resources look at.

    targets: those that were rendered; absent: those of the repository that were not, asked for only where
    something seems to be missing. whole: the run looks at the whole repository.
    """

    targets: Sequence[Target]
    resources: Sequence[Resource]
    absent: Callable[[], Sequence[Absent]]
    items: Items = field(default_factory=Items)
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
    items: dict[str, list[Item]] = {}
    for resource in scene.resources:
        if resource.id.kind and resource.id.api_version:
            target = targets[resource.target]
            items.setdefault(target.cluster, []).extend(scene.items.of(resource, target))
    return [inventory(cluster, found) for cluster, found in sorted(items.items())]
