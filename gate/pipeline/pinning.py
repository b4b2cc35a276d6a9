"""Policies that the run pins: nothing in the repository softens or waives them, or leaves anything out.

They are asked of all that is judged, and they alone of what is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from gate import evaluate
from gate.evaluate.gatekeeper.reading import CONSTRAINTS_GROUP
from gate.model.finding import Finding
from gate.model.json import JsonObject
from gate.pipeline.judging import said_of_clusters
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request
from gate.pipeline.said import Said

# What says that something could not be read or rendered, so that no policy was asked of it.
_KEEPING = frozenset({"yaml", "render"})
# As `gate.expressions` and `gate.validate.admission` say of CEL that it is beyond the bounds of a run.
_TOO_MUCH = ("take more work", "takes more memory", "takes more than", "nested more deeply")
_WHERE_UNKNOWN = "is not judged here: only the cluster knows the value"


def is_pinning(request: Request) -> bool:
    """Whether the run pins any policy."""
    return bool(request.pinned_policies) or any(rule.pinned for one in request.own for rule in one.rules)


def said_by_pinned(
    judged: Sequence[TargetResult],
    left_out: Sequence[TargetResult],
    definitions: Sequence[JsonObject],
    engine: evaluate.Running,
    request: Request,
) -> Said:
    """What pinned policies say: of what is left out, and where they look at more than a resource, of all.

    judged: what all policies of a single resource are asked of elsewhere. engine: of the pinned ones alone.
    """
    every = (*judged, *left_out)
    said = Said()
    if left_out:
        said += _said_of_each(left_out, engine)
        said += said_of_clusters(every, engine, request)
    if request.pinned_policies:
        said += _said_by_admission(every, definitions, request)
    return replace(said, findings=tuple(map(_pinned, said.findings)))


def _pinned(finding: Finding) -> Finding:
    """A finding of a pinned policy. Who sends too much to be judged gets no milder verdict for it."""
    if finding.unjudged and any(words in finding.message for words in _TOO_MUCH):
        return replace(finding, severity="error", pinned=True)
    return replace(finding, pinned=True)


def _said_of_each(results: Sequence[TargetResult], engine: evaluate.Running) -> Said:
    resources = [resource for result in results for resource in result.resources]
    environments = {result.target.name: result.target.environment for result in results}
    answers = engine.alone(resources, environments)
    return Said(answers.findings, answers.accounts, answers.errors)


def _said_by_admission(
    results: Sequence[TargetResult], definitions: Sequence[JsonObject], request: Request
) -> Said:
    """What admission policies and constraints say, whatever schemas and settings of the repository say."""
    # They come with CEL, which costs 0.2 s to import.
    from gate.pipeline.admission import said_of_admission  # noqa: PLC0415
    from gate.pipeline.gatekeeper.judging import said_of_gatekeeper  # noqa: PLC0415

    said = said_of_admission(results, Said(), definitions, request, pinned=True)
    if any(CONSTRAINTS_GROUP.encode() in content for _, content in request.pinned_policies):
        said += said_of_gatekeeper(results, Said(), definitions, request, pinned=True)
    return said


def marked(findings: Iterable[Finding], pinned: Collection[str], request: Request) -> tuple[Finding, ...]:
    """The findings; those of pinned rules, and those that say why these were not asked, marked as pinned."""
    if not is_pinning(request):
        return tuple(findings)
    return tuple(
        replace(one, pinned=True) if one.rule in pinned or _keeps_from_being_asked(one) else one
        for one in findings
    )


def _keeps_from_being_asked(finding: Finding) -> bool:
    return finding.unjudged and finding.rule.partition("/")[0] in _KEEPING


def at_unknown(finding: Finding) -> Finding:
    """What becomes of what a pinned policy says of a value that the gate cannot know: it is not dropped."""
    message = f"{finding.rule} {_WHERE_UNKNOWN}"
    return replace(finding, severity="warning", message=message, unjudged=True)


def unheeded_settings(pinned: Collection[str], request: Request) -> Iterator[str]:
    """What to say of settings that name pinned rules."""
    said = request.settings
    named = {*said.rules, *(rule for one in said.environments for rule in one.rules)} & set(pinned)
    if named:
        yield f"{request.settings_from} has settings for what the run pins, which count for nothing: " + (
            ", ".join(sorted(named))
        )
