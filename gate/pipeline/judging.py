"""What schemas and policies say of the resources: of each alone, then of each cluster as a whole.

What is said is kept between runs, by all that it depends on: a target, or all targets of a cluster.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import orjson

from gate import evaluate, validate
from gate.model.json import JsonObject
from gate.pipeline.kept_findings import Group, KeptFindings, by_cluster
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request
from gate.pipeline.said import Said

_JUDGES = ("kubernetes-validate", "jsonschema-rs", "cel-expr-python")


def said_of_each(
    results: Sequence[TargetResult], crds: tuple[JsonObject, ...], engine: evaluate.Running, request: Request
) -> Said:
    """What depends on a single resource."""
    reasons = [*(f"{name} {version(name)}" for name in _JUDGES), request.versions, crds]
    kept = _kept(b"findings", orjson.dumps(reasons), engine, request)

    def ask(missing: Sequence[Group]) -> Said:
        return _asked([result for group in missing for result in group], crds, engine, request)

    return kept.answered([[result] for result in results], ask)


def said_of_clusters(results: Sequence[TargetResult], engine: evaluate.Running, request: Request) -> Said:
    """What policies that look at all resources of a cluster say."""
    kept = _kept(b"findings of a cluster", b"", engine, request)

    def ask(missing: Sequence[Group]) -> Said:
        return _asked_together([result for group in missing for result in group], engine)

    return kept.answered(by_cluster(results), ask)


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
