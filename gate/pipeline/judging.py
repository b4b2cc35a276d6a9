"""What schemas and policies say of the resources: of each alone, then of each cluster as a whole.

What is said is kept between runs, by all that it depends on: a target, or all targets of a cluster.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version

import orjson

from gate import evaluate, validate
from gate.errors import GateError
from gate.model.finding import Finding
from gate.model.json import JsonObject
from gate.model.outcome import Account, Outcome
from gate.pipeline.records import packed, unpacked
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request
from gate.system.cache import Store
from gate.system.digests import key_of

_JUDGES = ("kubernetes-validate", "jsonschema-rs", "cel-expr-python")


@dataclass(frozen=True, slots=True)
class Said:
    """What judging gave. errors: faults of the set-up, which kept something from being asked."""

    findings: tuple[Finding, ...] = ()
    accounts: tuple[Account, ...] = ()
    errors: tuple[GateError, ...] = ()

    def __add__(self, other: Said) -> Said:
        return Said(
            (*self.findings, *other.findings),
            (*self.accounts, *other.accounts),
            (*self.errors, *other.errors),
        )


def said_of_each(
    results: Sequence[TargetResult], crds: tuple[JsonObject, ...], engine: evaluate.Running, request: Request
) -> Said:
    """What depends on a single resource."""
    reasons = [*(f"{name} {version(name)}" for name in _JUDGES), request.versions, crds]
    kept = _Kept(b"findings", orjson.dumps(reasons), engine, request)
    known = {result.target.name: kept.of([result]) for result in results}
    missing = [result for result in results if known[result.target.name] is None]
    said = _asked(missing, crds, engine, request)
    if not said.errors and not said.accounts:
        by_target: dict[str, list[Finding]] = {result.target.name: [] for result in missing}
        for finding in said.findings:
            by_target[finding.target].append(finding)
        for result in missing:
            kept.keep([result], by_target[result.target.name])
    return Said(tuple(finding for one in known.values() for finding in one or ())) + said


def said_of_clusters(results: Sequence[TargetResult], engine: evaluate.Running, request: Request) -> Said:
    """What policies that look at all resources of a cluster say."""
    kept = _Kept(b"findings of a cluster", b"", engine, request)
    clusters: dict[str, list[TargetResult]] = {}
    for result in results:
        clusters.setdefault(result.target.cluster, []).append(result)
    known = {name: kept.of(members) for name, members in clusters.items()}
    missing = {name: members for name, members in clusters.items() if known[name] is None}
    said = _asked_together([result for members in missing.values() for result in members], engine)
    if not said.errors and not said.accounts:
        names = {result.target.name: name for name, members in missing.items() for result in members}
        by_cluster: dict[str, list[Finding]] = {name: [] for name in missing}
        for finding in said.findings:
            by_cluster[names[finding.target]].append(finding)
        for name, members in missing.items():
            kept.keep(members, by_cluster[name])
    return Said(tuple(finding for one in known.values() for finding in one or ())) + said


def _asked_together(results: Sequence[TargetResult], engine: evaluate.Running) -> Said:
    resources = [resource for result in results for resource in result.resources]
    if not resources:
        return Said()
    clusters = {result.target.name: result.target.cluster for result in results}
    answers = engine.together(resources, _environments(results), clusters)
    return Said(answers.findings, answers.accounts, answers.errors)


def _asked(
    results: Sequence[TargetResult], crds: tuple[JsonObject, ...], engine: evaluate.Running, request: Request
) -> Said:
    """An engine that fails is a set-up fault and hides nothing of what the schemas say.

    The engine works in a process of its own, or outside the interpreter's lock: beside the schemas.
    """
    resources = [resource for result in results for resource in result.resources]
    if not resources:
        return Said()
    catalogue = validate.catalogue(request.versions, crds)
    with ThreadPoolExecutor(1, "policies") as beside:
        asked = beside.submit(engine.alone, resources, _environments(results))
        findings = tuple(
            finding for resource in resources for finding in validate.validate(resource, catalogue)
        )
    answers = asked.result()
    return Said((*findings, *answers.findings), answers.accounts, answers.errors)


def _environments(results: Iterable[TargetResult]) -> Mapping[str, str]:
    return {result.target.name: result.target.environment for result in results}


class _Kept:
    """The findings of earlier runs about the resources of some targets together.

    what: which question they answer; reasons: what the answer depends on, beside the targets and the engine.
    """

    def __init__(self, what: bytes, reasons: bytes, engine: evaluate.Running, request: Request) -> None:
        self._store = Store(request.store) if request.store and engine.is_repeatable else None
        self._reasons = key_of((what, reasons, engine.reasons)).encode() if self._store is not None else b""

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
