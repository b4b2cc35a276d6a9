"""What earlier runs said of the resources of some targets together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from gate.model.finding import Finding
from gate.model.outcome import Account, Outcome
from gate.pipeline.records import packed, unpacked
from gate.pipeline.rendering import TargetResult
from gate.pipeline.said import Said
from gate.system.cache import Store
from gate.system.digests import key_of

Group: TypeAlias = Sequence[TargetResult]
"""Targets that an answer depends on together."""


class KeptFindings:
    """The answers to one question, by the targets that it was asked of.

    store: the folder of the store, "" for none. reasons: the name of the question, and all that its answer
    depends on beside the targets.
    """

    def __init__(self, store: str, *reasons: bytes) -> None:
        self._store = Store(store) if store else None
        self._reasons = key_of(reasons).encode() if store else b""

    def answered(self, groups: Sequence[Group], ask: Callable[[Sequence[Group]], Said]) -> Said:
        """What is said of each group by itself. ask: the question, put once for all groups not known of; its
        findings and accounts name their targets.

        Where nothing has changed, one entry has it all. What lacks something is not kept.
        """
        every = [result for group in groups for result in group]
        if (known := self.of(every)) is not None:
            return known
        answers = [self.of(group) for group in groups]
        told = Said(
            tuple(finding for answer in answers if answer for finding in answer.findings),
            tuple(account for answer in answers if answer for account in answer.accounts),
        )
        missing = [group for group, answer in zip(groups, answers, strict=True) if answer is None]
        said = ask(missing) if missing else Said()
        if not said.errors:
            self._keep_each(missing, said)
            self.keep(every, told + said)
        return told + said

    def _keep_each(self, groups: Sequence[Group], said: Said) -> None:
        """Keep what was said of each group, whose targets its findings and accounts name."""
        findings: dict[str, list[Finding]] = {result.target.name: [] for group in groups for result in group}
        accounts: dict[str, list[Account]] = {name: [] for name in findings}
        for finding in said.findings:
            findings[finding.target].append(finding)
        for account in said.accounts:
            accounts[account.path].append(account)
        for group in groups:
            names = [result.target.name for result in group]
            of_group = Said(
                tuple(finding for name in names for finding in findings[name]),
                tuple(account for name in names for account in accounts[name]),
            )
            self.keep(group, of_group)

    def of(self, results: Group) -> Said | None:
        """What was said of the resources, None when nothing is known of it."""
        return self._read(self._key(results))

    def keep(self, results: Group, said: Said) -> None:
        """Keep what was said, which has no errors: those are of this run alone."""
        self._write(self._key(results), said)

    def of_seen(self, seen: bytes) -> Said | None:
        """What was said where the same was seen (`KeptSights.seen`), of whatever renderings."""
        return self._read(self._key_of_seen(seen))

    def keep_seen(self, seen: bytes, said: Said) -> None:
        self._write(self._key_of_seen(seen), said)

    def _read(self, key: str) -> Said | None:
        record = self._store.read(key) if self._store is not None and key else None
        if record is None:
            return None
        outcome = unpacked(record)
        return Said(outcome.findings, outcome.accounts)

    def _write(self, key: str, said: Said) -> None:
        if self._store is not None and key:
            self._store.write(key, packed(Outcome((), said.findings, said.accounts)))

    def _key_of_seen(self, seen: bytes) -> str:
        return key_of((self._reasons, b"seen", seen)) if seen else ""

    def _key(self, results: Group) -> str:
        """The key of an answer, "" where it is not known what one of the targets was rendered from."""
        if not all(result.key for result in results):
            return ""
        targets = [part for one in results for part in (one.key, one.target.environment, one.target.cluster)]
        return key_of((self._reasons, *(part.encode() for part in targets)))


def by_cluster(results: Sequence[TargetResult]) -> list[list[TargetResult]]:
    """The targets of each cluster, in the order of their first ones."""
    clusters: dict[str, list[TargetResult]] = {}
    for result in results:
        clusters.setdefault(result.target.cluster, []).append(result)
    return list(clusters.values())
