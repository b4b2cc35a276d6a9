"""What rules across resources saw of targets in earlier runs, and so whether a change is anything to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import orjson

from gate.model.json import JsonObject
from gate.pipeline.rendering import TargetResult
from gate.system.cache import Store
from gate.system.digests import key_of
from gate.validate.references import Items
from gate.validate.references.sight import Sight, shared, sight_of


class KeptSights:
    """The sights of targets, each read from the store, or taken and kept.

    definitions: all that the items depend on beside their targets.
    """

    def __init__(self, store: str, definitions: Sequence[JsonObject], items: Items) -> None:
        self._store = Store(store)
        self._items = items
        self._definitions = hashlib.sha256(orjson.dumps(definitions)).digest()

    def seen(self, results: Sequence[TargetResult]) -> bytes:
        """Equal where the rules see the same of all these targets; b"" where that is not known."""
        if not all(result.key for result in results):
            return b""
        try:
            sights = [self._of(result) for result in results]
        except orjson.JSONEncodeError:
            return b""  # text that is no UTF-8
        return key_of((*(one.digest.encode() for one in sights), *_contents(results, sights))).encode()

    def _of(self, result: TargetResult) -> Sight:
        key = key_of((b"sight", result.key.encode(), orjson.dumps(result.target), self._definitions))
        if (record := self._store.read(key)) is not None:
            digest, names = orjson.loads(record)
            return Sight(digest, tuple((name, place) for name, place in names))
        sight = sight_of(result.target, result.resources, self._items)
        self._store.write(key, orjson.dumps([sight.digest, sight.names]))
        return sight


def _contents(results: Sequence[TargetResult], sights: Sequence[Sight]) -> Iterator[bytes]:
    """The content of what is there more than once."""
    clusters = (result.target.cluster for result in results)
    for index, place in shared(zip(clusters, sights, strict=True)):
        yield b"%d/%d" % (index, place)
        yield results[index].resources[place].body
