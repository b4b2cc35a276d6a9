"""What admission policies say: those that the clusters are sent, and those that the user gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gate import locate, validate
from gate.errors import ConfigError, GateError
from gate.model.finding import Finding, Location, Related
from gate.model.json import JsonObject, tokens_of
from gate.model.resource import Resource
from gate.model.target import PlainSource, Rendered, RenderedText, Target
from gate.parse import parse
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request
from gate.pipeline.said import Said
from gate.validate import Catalogue
from gate.validate.admission.judging import World, admission
from gate.validate.admission.saying import Verdict
from gate.validate.wording import dotted

GIVEN, PINNED = "--policy", "--pinned-policy"
_REFUSING = frozenset({"schema", "api"})


def said_of_admission(
    results: Sequence[TargetResult],
    said: Said,
    definitions: Sequence[JsonObject],
    request: Request,
    *,
    pinned: bool = False,
) -> Said:
    """What the admission policies of each cluster say of its resources.

    said: what was said of each resource by itself; what the server refuses by that meets no policy.
    pinned: ask the policies that the run pins, and them alone.
    """
    resources = [resource for result in results for resource in result.resources]
    catalogue = validate.catalogue(request.versions, definitions)
    given, errors = given_policies(request, catalogue, pinned=pinned)
    verdicts = admission(
        World(
            targets=[result.target for result in results if result.rendered],
            resources=resources,
            catalogue=catalogue,
            given=given,
            refused={
                (one.provenance, one.resource)
                for one in said.findings
                if one.provenance and one.resource and _is_refusal(one)
            },
            alone=pinned,
        )
    )
    findings = _pointed(verdicts.verdicts, results, resources, request)
    return Said(findings, () if pinned else verdicts.accounts, errors)


def _is_refusal(finding: Finding) -> bool:
    family = finding.rule.partition("/")[0]
    return finding.severity == "error" and not finding.unjudged and family in _REFUSING


def _pointed(
    verdicts: Iterable[Verdict],
    results: Sequence[TargetResult],
    resources: Sequence[Resource],
    request: Request,
) -> tuple[Finding, ...]:
    """The findings with the places of the expressions that they are of."""
    told = list(verdicts)
    own = {(one.policy, one.pointer) for one in told if not one.policy.given}
    asked = {
        Finding(
            "api/admission-policy",
            "info",
            "",
            policy.resource.target,
            policy.resource.id,
            policy.resource.provenance,
            pointer,
        ): (policy, pointer)
        for policy, pointer in own
    }
    locator = locate.Locator(request.tree, [result.target for result in results], resources)
    places = {asked[one.finding]: one.location for one in locator.located(asked)}
    return tuple(_with_place(one, places.get((one.policy, one.pointer))) for one in told)


def _with_place(verdict: Verdict, place: Location | None) -> Finding:
    where = dotted(int(one) if one.isdecimal() else one for one in tokens_of(verdict.pointer))
    says = f"the policy's {where}" if where else "the policy"
    if place is not None:
        return replace(verdict.finding, related=(Related(place, says),))
    if verdict.policy.given:
        path = verdict.policy.resource.provenance.path
        return replace(verdict.finding, message=f"{verdict.finding.message} ({says} is in {path})")
    return verdict.finding


def given_policies(
    request: Request, catalogue: Catalogue, *, pinned: bool = False
) -> tuple[tuple[Resource, ...], tuple[GateError, ...]]:
    """The policies, bindings and parameters in files that the user gives, and what is wrong with them.

    pinned: in those that the run pins.
    """
    option, files = (PINNED, request.pinned_policies) if pinned else (GIVEN, request.policies)
    if not files:
        return (), ()
    versions = request.versions
    target = Target(option, "plain", ".", PlainSource(()), "", "", (), "", versions)
    outcome = parse(Rendered(target, versions, tuple(RenderedText(content, path) for path, content in files)))
    faults = list(outcome.findings)
    for resource in outcome.values:
        faults += [one for one in validate.validate(resource, catalogue) if one.severity == "error"]
    return outcome.values, tuple(dict.fromkeys(_as_error(one, option) for one in faults))


def _as_error(finding: Finding, option: str) -> GateError:
    where = finding.location or Location(finding.provenance.path if finding.provenance else "")
    about = f"{finding.resource}: " if finding.resource else ""
    return ConfigError(f"{option}: {where.path}: {about}{finding.message}", finding.remedy)
