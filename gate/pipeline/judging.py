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
from gate.model.outcome import Account
from gate.pipeline.kept_findings import KeptFindings
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request

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
    kept = _kept(b"findings", orjson.dumps(reasons), engine, request)
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
    kept = _kept(b"findings of a cluster", b"", engine, request)
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


def _kept(what: bytes, reasons: bytes, engine: evaluate.Running, request: Request) -> KeptFindings:
    """What is kept of an engine's answers: nothing where others may change what it answers."""
    return KeptFindings(request.store if engine.is_repeatable else "", what, reasons, engine.reasons)


def _environments(results: Iterable[TargetResult]) -> Mapping[str, str]:
    return {result.target.name: result.target.environment for result in results}
