"""What schemas and policies say of the resources: of each alone, then of each cluster as a whole.

What is said of each alone is kept between runs, by all that it depends on.
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
    kept = _Kept(crds, engine, request)
    known = {result.target.name: kept.of(result) for result in results}
    missing = [result for result in results if known[result.target.name] is None]
    said = _asked(missing, crds, engine, request)
    if not said.errors:
        by_target: dict[str, list[Finding]] = {result.target.name: [] for result in missing}
        for finding in said.findings:
            by_target[finding.target].append(finding)
        for result in missing:
            kept.keep(result, by_target[result.target.name])
    return Said(tuple(finding for one in known.values() for finding in one or ())) + said


def said_of_clusters(results: Sequence[TargetResult], engine: evaluate.Running) -> Said:
    """What policies that look at all resources of a cluster say."""
    resources = [resource for result in results for resource in result.resources]
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
    """The findings of earlier runs about the resources of each target."""

    def __init__(self, crds: tuple[JsonObject, ...], engine: evaluate.Running, request: Request) -> None:
        self._store = Store(request.store) if request.store and engine.is_repeatable else None
        if self._store is not None:
            judges = [f"{name} {version(name)}" for name in _JUDGES]
            self._reasons = (orjson.dumps([judges, request.versions, crds]), engine.reasons)

    def of(self, result: TargetResult) -> tuple[Finding, ...] | None:
        """What was said of a target's resources, None when nothing is known of it."""
        if self._store is None or not result.key:
            return None
        record = self._store.read(self._key(result))
        return None if record is None else unpacked(record).findings

    def keep(self, result: TargetResult, findings: Sequence[Finding]) -> None:
        if self._store is not None and result.key:
            self._store.write(self._key(result), packed(Outcome((), tuple(findings))))

    def _key(self, result: TargetResult) -> str:
        environment = result.target.environment.encode()
        return key_of((b"findings", result.key.encode(), environment, *self._reasons))
