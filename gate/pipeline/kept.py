"""Renderings that an earlier run kept, and the others, rendered and kept for the next run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import orjson

from gate.model.outcome import Outcome
from gate.model.target import Target
from gate.pipeline.keys import RenderKeys
from gate.pipeline.records import packed, unpacked
from gate.pipeline.rendering import TargetResult, rendered
from gate.pipeline.request import Request
from gate.sources.kustomization import Closures
from gate.system.cache import Store
from gate.system.digests import key_of


def is_first_run(request: Request) -> bool:
    """Whether nothing can be kept of this repository yet. Once asked, it is none any more."""
    if not request.store:
        return True
    store = Store(request.store)
    key = key_of((b"run", request.tree.root.encode("utf-8", "surrogateescape")))
    if store.read(key) is not None:
        return False
    store.write(key, b"")
    return True


class Renderings:
    """The renderings of one run. Only what rendered without a finding and holds no Secret is kept.

    closures: those of the request's tree. unreadable: names of targets that cannot be rendered, as their
    findings say already. on_miss is called before anything is rendered.
    """

    def __init__(
        self,
        request: Request,
        closures: Closures,
        unreadable: Collection[str] = (),
        on_miss: Callable[[], None] = lambda: None,
    ) -> None:
        self._request = request
        self._closures = closures
        self._unreadable = unreadable
        self._on_miss = on_miss
        self._store = Store(request.store) if request.store else None
        if self._store is not None:
            self._keys = RenderKeys(request.tree, request.toolbox, request.render, self._store)

    def of(self, targets: Sequence[Target]) -> tuple[TargetResult, ...]:
        """What became of every target, in their order."""
        keys = {one.name: self._key(one) for one in targets if one.name not in self._unreadable}
        results = self._known(targets, keys)
        missing = [target for target in targets if target.name not in results]
        if missing:
            self._on_miss()
            for result in rendered(missing, self._request, self._unreadable, self._closures):
                results[result.target.name] = self._keep(
                    replace(result, key=keys.get(result.target.name, ""))
                )
        return tuple(results[target.name] for target in targets)

    def close(self) -> None:
        """Bound what is kept."""
        if self._store is not None:
            self._store.trim()

    def _key(self, target: Target) -> str:
        return self._keys.of(target) if self._store is not None and self._request.tree.root else ""

    def _known(self, targets: Sequence[Target], keys: Mapping[str, str]) -> dict[str, TargetResult]:
        found: dict[str, TargetResult] = {}
        for target in targets:
            key = keys.get(target.name, "")
            record = self._store.read(key) if key and self._store is not None else None
            if record is not None:
                outcome = unpacked(record)
                found[target.name] = TargetResult(
                    target, outcome.values, outcome.findings, outcome.accounts, rendered=True, key=key
                )
        return found

    def _keep(self, result: TargetResult) -> TargetResult:
        if self._store is None or not result.key or not result.rendered or result.findings:
            return result
        if any(one.id.kind == "Secret" for one in result.resources):
            return result
        try:
            record = packed(Outcome(result.resources, (), result.accounts))
        except orjson.JSONEncodeError:
            return replace(result, key="")  # text that is no UTF-8
        self._store.write(result.key, record)
        return result
