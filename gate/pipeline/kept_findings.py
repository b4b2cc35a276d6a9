"""What earlier runs said of the resources of some targets together."""

from __future__ import annotations

from collections.abc import Sequence

from gate.model.finding import Finding
from gate.model.outcome import Outcome
from gate.pipeline.records import packed, unpacked
from gate.pipeline.rendering import TargetResult
from gate.system.cache import Store
from gate.system.digests import key_of


class KeptFindings:
    """The answers to one question, by the targets that it was asked of.

    store: the folder of the store, "" for none. reasons: the name of the question, and all that its answer
    depends on beside the targets.
    """

    def __init__(self, store: str, *reasons: bytes) -> None:
        self._store = Store(store) if store else None
        self._reasons = key_of(reasons).encode() if store else b""

    def of(self, results: Sequence[TargetResult]) -> tuple[Finding, ...] | None:
        """What was said of the resources, None when nothing is known of it."""
        key = self._key(results)
        record = self._store.read(key) if self._store is not None and key else None
        return None if record is None else unpacked(record).findings

    def keep(self, results: Sequence[TargetResult], findings: Sequence[Finding]) -> None:
        key = self._key(results)
        if self._store is not None and key:
            self._store.write(key, packed(Outcome((), tuple(findings))))

    def _key(self, results: Sequence[TargetResult]) -> str:
        """The key of an answer, "" where it is not known what one of the targets was rendered from."""
        if not all(result.key for result in results):
            return ""
        targets = [part for one in results for part in (one.key, one.target.environment, one.target.cluster)]
        return key_of((self._reasons, *(part.encode() for part in targets)))
