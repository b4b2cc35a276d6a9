"""Everything that a run's targets send, over all clusters, in the orders in which rules look for it."""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property

from gate.model.inventory import Identity, Inventory, Item, Selector, is_known
from gate.model.json import text
from gate.model.target import Target
from gate.validate.references.pods import is_set_at_runtime, matches
from gate.validate.references.tables import Kind, makers
from gate.validate.walking import found_at

_VALUE = re.compile(rb'"([a-z0-9][a-z0-9.-]{0,252})"(?!:)')
_SHORTEST_START = 3
_PLACEHOLDER = re.compile(r"\$[{(A-Z_]|\{\{|^<|%[A-Z_]+%")


def is_placeholder(name: str) -> bool:
    """Whether a name holds what something else will replace (`${NAME}`), so that nobody knows it yet."""
    return bool(_PLACEHOLDER.search(name))


class Holdings:
    """The items of all clusters: by kind and name, by target those with pods, those that may make others.

    opaque: those whose content is not rendered, each with the namespaces that it goes to.
    """

    def __init__(self, inventories: Iterable[Inventory], targets: Iterable[Target]) -> None:
        declared = (target.declared_by for target in targets)
        self._rendered = {(one.provenance.target, one.resource) for one in declared if one is not None}
        self._by_name: defaultdict[tuple[Kind, str], list[Item]] = defaultdict(list)
        self.by_kind: defaultdict[Kind, list[Item]] = defaultdict(list)
        self.with_pods: defaultdict[str, list[Item]] = defaultdict(list)
        self.makers: list[Item] = []
        self.opaque: list[tuple[Item, tuple[str, ...]]] = []
        self._by_label: defaultdict[tuple[str, str], list[Item]] = defaultdict(list)
        self._selected: dict[tuple[Hashable, ...], _Spread] = {}
        self._by_cluster: defaultdict[tuple[str, Kind, str], list[Item]] = defaultdict(list)
        for one in inventories:
            for item in one.in_order():
                self._add(item, one.cluster)

    def _add(self, item: Item, cluster: str) -> None:
        kind = (item.identity.group, item.identity.kind)
        self._by_name[kind, item.identity.name].append(item)
        self._by_cluster[cluster, kind, item.identity.name].append(item)
        self.by_kind[kind].append(item)
        if item.pods is not None:
            self.with_pods[item.target].append(item)
            for label in item.pods.labels.items():
                self._by_label[label].append(item)
        if item.is_made or (item.target, item.resource.id) in self._rendered:
            return
        if kind in makers().opaque:
            self.opaque.append((item, tuple(_namespaces(item, kind))))
        if _may_make(kind):
            self.makers.append(item)

    def named(self, identity: Identity) -> Iterator[Item]:
        """What has this kind and name in whatever namespace, and what may have: its name is not known yet."""
        kind = (identity.group, identity.kind)
        yield from self._by_name.get((kind, identity.name), ())
        yield from self._nameless.get(kind, ())

    def named_in(self, cluster: str, identity: Identity) -> Sequence[Item]:
        """What has this kind and name in a cluster, in whatever namespace."""
        return self._by_cluster.get((cluster, (identity.group, identity.kind), identity.name), ())

    def selected(self, selector: Selector, namespace: str) -> Iterator[Item]:
        """What runs pods that have the labels which a selector asks for, in what may be a namespace."""
        asked = (frozenset(selector.labels.items()), selector.expressions)
        if asked not in self._selected:
            self._selected[asked] = _Spread(self._select(selector))
        return self._selected[asked].at(namespace)

    def _select(self, selector: Selector) -> tuple[Item, ...]:
        written = [label for label in selector.labels.items() if not is_set_at_runtime(label[0])]
        if written:
            candidates = min((self._by_label.get(label, []) for label in written), key=len)
        else:
            candidates = [one for items in self.with_pods.values() for one in items]
        return tuple(one for one in candidates if one.pods is not None and matches(selector, one.pods.labels))

    @cached_property
    def _nameless(self) -> dict[Kind, list[Item]]:
        return {
            kind: vague
            for kind, items in self.by_kind.items()
            if (vague := [one for one in items if is_placeholder(one.identity.name)])
        }

    def concerned(self, name: str) -> Iterator[Item]:
        """What may make something of this name: resources whose name it begins with, or that hold it."""
        parts = name.split("-")
        for count in range(len(parts), 0, -1):
            start = "-".join(parts[:count])
            if count == len(parts) or len(start) >= _SHORTEST_START:
                yield from self._makers_by_name.get(start, ())
        yield from self._makers_by_word.get(name, ())

    @cached_property
    def _makers_by_name(self) -> dict[str, list[Item]]:
        found: defaultdict[str, list[Item]] = defaultdict(list)
        for item in self.makers:
            found[item.identity.name].append(item)
        return found

    @cached_property
    def _makers_by_word(self) -> dict[str, list[Item]]:
        found: defaultdict[str, list[Item]] = defaultdict(list)
        for item in self.makers:
            for word in set(_VALUE.findall(item.resource.body)):
                found[word.decode()].append(item)
        return found


class _Spread:
    """Items by their namespace, in their order: many clusters have pods of the same labels."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._inside: defaultdict[str, list[int]] = defaultdict(list)
        self._anywhere: list[int] = []
        for index, item in enumerate(items):
            namespace = item.identity.namespace
            (self._inside[namespace] if is_known(namespace) else self._anywhere).append(index)

    def at(self, namespace: str) -> Iterator[Item]:
        """Those that may be in a namespace (`gate.model.inventory.may_be_same`)."""
        if not is_known(namespace):
            return iter(self._items)
        places = heapq.merge(self._inside.get(namespace, ()), self._anywhere)
        return (self._items[place] for place in places)


def is_read_whole(item: Item) -> bool:
    """Whether rules look at all of an item's resource: it may make others, which it may name anywhere."""
    kind = (item.identity.group, item.identity.kind)
    return kind in makers().opaque or _may_make(kind)


def _may_make(kind: Kind) -> bool:
    """Whether a controller may make further resources for one of this kind: only a custom one's."""
    group = kind[0]
    return "." in group and group not in makers().idle_groups and kind not in makers().idle_kinds


def _namespaces(item: Item, kind: Kind) -> Iterator[str]:
    body = item.resource.decode()
    said = [text(one) for path in makers().opaque[kind].namespaces for _, one in found_at(body, path) if one]
    yield from said or [item.identity.namespace]
