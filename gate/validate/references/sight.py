"""What rules across resources see of a target, as a digest: few changes are to what they look at."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson

from gate.model.inventory import Item
from gate.model.resource import Resource
from gate.model.target import Target
from gate.validate.references.holdings import is_read_whole
from gate.validate.references.reading import Items

_FIELDS = tuple(field.name for field in dataclasses.fields(Item) if field.name != "resource")


@dataclass(frozen=True, slots=True)
class Sight:
    """digest: of the target, and of all that is seen of its resources in any case. names: of these the
    identity, as text, and the place among them; the content of two that share an identity is seen, too.
    """

    digest: str
    names: tuple[tuple[str, int], ...]


def sight_of(target: Target, resources: Sequence[Resource], read: Items) -> Sight:
    """What `references` sees of a target. orjson.JSONEncodeError for text that is no UTF-8."""
    digest = hashlib.sha256(orjson.dumps(target))
    names: list[tuple[str, int]] = []
    for place, resource in enumerate(resources):
        items = read.of(resource, target)
        names += [(_text(item), place) for item in items]
        about = [resource.id, resource.index, resource.provenance, resource.kubernetes_versions]
        whole = any(is_read_whole(item) for item in items)
        seen = [about, [[getattr(item, name) for name in _FIELDS] for item in items]]
        digest.update(orjson.dumps(seen, default=_plain, option=orjson.OPT_NON_STR_KEYS))
        digest.update(hashlib.sha256(resource.body).digest() if whole else b"")
    return Sight(digest.hexdigest(), tuple(names))


def shared(sights: Iterable[tuple[str, Sight]]) -> Iterator[tuple[int, int]]:
    """The resources that share an identity with others of their cluster: the place of the target, and theirs.

    sights: with the clusters of their targets.
    """
    places: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for index, (cluster, sight) in enumerate(sights):
        for name, place in sight.names:
            places.setdefault((cluster, name), []).append((index, place))
    for same in places.values():
        if len(same) > 1:
            yield from same


def _text(item: Item) -> str:
    return "/".join(dataclasses.astuple(item.identity))


def _plain(value: object) -> object:
    """What orjson does not write itself: sets, in order, and mappings that are no dict."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)
