"""The order of the stages: discover, render, parse, validate, evaluate, locate, waive, report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from gate import evaluate
from gate.errors import GateError, UsageError
from gate.evaluate import authority, gatekeeper
from gate.model.finding import Finding
from gate.model.json import JsonObject
from gate.model.outcome import Account
from gate.model.report import Report
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.rule import Rule
from gate.pipeline.accounts import settled
from gate.pipeline.assemble import Run, assemble
from gate.pipeline.authority import said_of_authority
from gate.pipeline.exploring import Explored, explored
from gate.pipeline.gatekeeper import kinds_of_constraints, rules_of_templates
from gate.pipeline.judging import said_of_clusters, said_of_each
from gate.pipeline.kept import is_first_run
from gate.pipeline.left_out import LeftOut, left_out
from gate.pipeline.limit_ranges import unmet
from gate.pipeline.pinning import at_unknown, is_pinning, marked, said_by_pinned, unheeded_settings
from gate.pipeline.preparing import Preparing
from gate.pipeline.references import said_of_references
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request
from gate.pipeline.rules import all_rules, check_selection, check_settings, rules_of_server
from gate.pipeline.said import Said
from gate.pipeline.schemas import definitions
from gate.pipeline.severities import Severities
from gate.pipeline.waiving import waived
from gate.validate import ADMISSION_RULES
from gate.validate.admission import concerns_admission


def judge(request: Request) -> Report:
    """The report on everything in the scope of a request.

    GateError only for what makes the request itself senseless; every other fault is in the report.
    """
    began = time.monotonic()
    rules = _checked_rules(request)
    severities = Severities(
        rules, evaluate.profile(request.settings.profile), request.settings, request.select, request.ignore
    )
    with evaluate.engine(request.engine, severities.asked(), request.settings, request.own) as engine:
        found = _explored(request, engine)
        left = left_out(found, request) if is_pinning(request) else LeftOut()
        severities = severities.beside(rules_of_templates((*found.results, *found.beside), request))
        said = _said(found, left.results, engine, severities, request)
        severities = severities.beside(rules_of_server(said.findings, request.engine.existing))
        info = None if said.errors else engine.info
    looked_at, pinned = (*found.results, *left.results), severities.pinned()
    left_open = unmet(said.findings, (*found.results, *found.beside))
    kept = _known(looked_at, marked(left_open.findings, pinned, request))
    environments = {result.target.name: result.target.environment for result in looked_at}
    weighed = severities.applied((*found.findings, *kept), environments)
    told = marked((*_of_targets(found.results), *left.findings, *weighed), pinned, request)
    judged, waivers = waived(found.results, told, severities, request, beside=left.results)
    run = Run(
        results=found.results,
        judged=judged,
        waivers=waivers,
        accounts=_accounts(found, left, said, request),
        errors=(*said.errors, *_errors(looked_at), *_empty(found, left, request)),
        engine=info,
        rules=severities.asked(),
        dropped=len(left_open.findings) - len(kept),
        notices=(*found.notices, *left_open.notices, *left.notices(), *_of_settings(severities, request)),
        seconds=time.monotonic() - began,
    )
    return assemble(run, request)


def _checked_rules(request: Request) -> Mapping[str, Rule]:
    """The rules of a run. UsageError and ConfigError where options or settings name others."""
    rules, server = all_rules(request.own), request.engine.existing
    check_selection(request.select, rules, "--select", server)
    check_selection(request.ignore, rules, "--ignore", server)
    check_settings(request.settings, rules, server)
    if request.proposed is not None:
        check_settings(request.proposed, _proposed_rules(request, rules), server)
    return rules


def _proposed_rules(request: Request, rules: Mapping[str, Rule]) -> Iterable[str]:
    """The rules that the configuration of the change may name."""
    return rules if request.proposed_own is None else (*rules, *all_rules(request.proposed_own))


def _explored(request: Request, engine: evaluate.Running) -> Explored:
    """Everything rendered; what judges is got ready beside it."""
    schemas = Preparing(request.versions)

    def begin() -> None:
        engine.begin()
        schemas.begin()

    if is_first_run(request):
        engine.begin_compiling()
    found = explored(request, on_miss=begin)
    schemas.wait()
    return found


def _said(
    found: Explored,
    left: Sequence[TargetResult],
    engine: evaluate.Running,
    severities: Severities,
    request: Request,
) -> Said:
    """What schemas, policies and the rules on references say of the resources that are told of.

    left: what only pinned policies are asked of.
    """
    results = (*found.results, *found.beside)
    resources = [resource for result in results for resource in result.resources]
    # What lies about and is sent nowhere is believed only from where schemas are trusted.
    crds = definitions(resources, request.trusted_tree or request.tree, request.schemas)
    crds += kinds_of_constraints(resources, request)
    said = said_of_each(found.results, crds, engine, request)
    if not said.errors:
        said += said_of_clusters(results, engine.unpinned() if left else engine, request)
        said += said_by_pinned(results, left, crds, engine.pinned(), request)
    families = {rule.family for rule in severities.asked()}
    if any(rule in ADMISSION_RULES for rule in severities.asked()):
        said += _said_of_admission(results, said, crds, request)
    if "ref" in families:
        said += said_of_references(results, crds, request)
    if any(rule in authority.RULES for rule in severities.asked()):
        said += said_of_authority(results, request)
    if gatekeeper.FAMILY in families:
        said += _said_of_gatekeeper(results, said, crds, request)
    if not found.beside:
        return said
    told = {result.target.name for result in (*found.results, *left)}
    return replace(said, findings=tuple(one for one in said.findings if one.target in told))


def _said_of_admission(
    results: Sequence[TargetResult], said: Said, crds: tuple[JsonObject, ...], request: Request
) -> Said:
    if not request.policies and not _any_is(concerns_admission, results):
        return Said()
    # It comes with CEL, which costs 0.2 s to import.
    from gate.pipeline.admission import said_of_admission  # noqa: PLC0415

    return said_of_admission(results, said, crds, request)


def _said_of_gatekeeper(
    results: Sequence[TargetResult], said: Said, crds: tuple[JsonObject, ...], request: Request
) -> Said:
    if not request.policies and not _any_is(gatekeeper.concerns_gatekeeper, results):
        return Said()
    # It comes with CEL, too.
    from gate.pipeline.gatekeeper.judging import said_of_gatekeeper  # noqa: PLC0415

    return said_of_gatekeeper(results, said, crds, request)


def _any_is(of_some: Callable[[Resource], bool], results: Sequence[TargetResult]) -> bool:
    return any(of_some(resource) for result in results for resource in result.resources)


def _known(results: Sequence[TargetResult], findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that are not about a value that the gate cannot know."""
    resources = (resource for result in results for resource in result.resources)
    unknown = {(one.provenance, one.id): one.unknown for one in resources if one.unknown}
    return tuple(
        at_unknown(finding) if finding.pinned and _is_at_unknown(finding, unknown) else finding
        for finding in findings
        if finding.pinned or not _is_at_unknown(finding, unknown)
    )


def _is_at_unknown(
    finding: Finding, unknown: Mapping[tuple[Provenance, ResourceId], tuple[str, ...]]
) -> bool:
    """Whether a finding is about a value that the gate cannot know; what `secrets/` says of seals stands."""
    if not unknown or finding.unjudged or finding.rule.startswith("secrets/"):
        return False
    if finding.provenance is None or finding.resource is None:
        return False
    pointers = unknown.get((finding.provenance, finding.resource), ())
    return any(finding.pointer == one or finding.pointer.startswith(one + "/") for one in pointers)


def _of_targets(results: Iterable[TargetResult]) -> list[Finding]:
    return [finding for result in results for finding in result.findings]


def _accounts(found: Explored, left: LeftOut, said: Said, request: Request) -> tuple[Account, ...]:
    return (
        *request.accounts,
        *left.accounted(settled(found.accounts, found.results)),
        *said.accounts,
        *(account for result in found.results for account in result.accounts),
    )


def _of_settings(severities: Severities, request: Request) -> tuple[str, ...]:
    """What to say of settings that count for nothing."""
    return (*unheeded_settings(severities.pinned(), request), *severities.notices())


def _errors(results: Iterable[TargetResult]) -> tuple[GateError, ...]:
    return tuple(result.error for result in results if result.error is not None)


def _empty(found: Explored, left: LeftOut, request: Request) -> tuple[GateError, ...]:
    """A repository in which there is nothing to judge is no pass."""
    results = (*found.results, *left.results)
    if found.findings or request.allow_empty or found.notices or any(map(_is_something, results)):
        return ()
    where = " ".join(request.scope) or "this repository"
    nothing = "what is there sends no resource" if results else "no kustomization, chart or manifest"
    return (
        UsageError(
            f"there is nothing to judge in {where}: {nothing}",
            "`gate targets` shows what was found and why it was left out; --allow-empty makes this a pass",
        ),
    )


def _is_something(result: TargetResult) -> bool:
    return bool(result.resources or result.findings or result.error) or not result.rendered
