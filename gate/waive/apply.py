"""Waivers against located findings: each finding leaves exactly once, open or waived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from gate.model.finding import Finding, Located, Severity
from gate.model.outcome import Outcome
from gate.model.rule import Rule
from gate.model.waiver import AnnotatedWaiver, Judged, Waiver
from gate.sources.globs import matches
from gate.waive.rules import EXPIRED, UNMATCHED


def waive(
    located: Sequence[Located],
    waivers: Sequence[Waiver | AnnotatedWaiver],
    *,
    today: date,
    whole: bool,
) -> Outcome[Judged]:
    """Every located finding with its status; the outcome's findings are about the waivers themselves.

    whole: the run looked at the whole repository, so a waiver that hides nothing is worth saying.
    A waiver past its day hides nothing.
    """
    alive = [waiver for waiver in waivers if waiver.expires >= today]
    used: set[int] = set()
    judged: list[Judged] = []
    for one in located:
        waiver = next((waiver for waiver in alive if covers(waiver, one)), None)
        judged.append(Judged(one, "waived" if waiver else "open", waiver))
        used.update(index for index, other in enumerate(waivers) if covers(other, one))
    return Outcome(tuple(judged), tuple(_about(waivers, used, today, whole=whole)))


def covers(waiver: Waiver | AnnotatedWaiver, located: Located) -> bool:
    """Whether a waiver means a finding.

    A pattern on paths never covers a finding that says something could not be judged.
    """
    finding = located.finding
    if waiver.rule != finding.rule:
        return False
    if isinstance(waiver, AnnotatedWaiver):
        return waiver.resource == finding.resource and waiver.provenance == finding.provenance
    if waiver.environment and waiver.environment != located.environment:
        return False
    if waiver.resource and not _same_resource(waiver, finding):
        return False
    if waiver.path:
        path = located.location.path if located.location else ""
        return (waiver.resource is not None or not finding.unjudged) and matches(waiver.path, path)
    return waiver.resource is not None


def _same_resource(waiver: Waiver, finding: Finding) -> bool:
    pattern, resource = waiver.resource, finding.resource
    if pattern is None or resource is None:
        return False
    return (
        pattern.kind == resource.kind
        and pattern.name == resource.name
        and pattern.namespace in {None, resource.namespace}
    )


def _about(
    waivers: Sequence[Waiver | AnnotatedWaiver], used: set[int], today: date, *, whole: bool
) -> Iterator[Finding]:
    for index, waiver in enumerate(waivers):
        if waiver.expires < today:
            yield _finding(
                EXPIRED, waiver, f"the waiver of {waiver.rule} expired on {waiver.expires} ({waiver.owner})"
            )
        elif whole and index not in used:
            yield _finding(UNMATCHED, waiver, f"the waiver of {waiver.rule} hides nothing ({waiver.owner})")


def _finding(rule: Rule, waiver: Waiver | AnnotatedWaiver, message: str) -> Finding:
    severity: Severity = "error" if rule is EXPIRED else "warning"
    if isinstance(waiver, AnnotatedWaiver):
        return Finding(
            rule.id,
            severity,
            message,
            target=waiver.provenance.target,
            resource=waiver.resource,
            provenance=waiver.provenance,
            pointer=waiver.pointer,
            remedy=rule.remediation,
        )
    return Finding(rule.id, severity, message, location=waiver.source, remedy=rule.remediation)
