"""Waivers against located findings: each finding leaves exactly once, open or waived."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from gate.model.finding import Finding, Located, Severity
from gate.model.outcome import Outcome
from gate.model.rule import Rule
from gate.model.waiver import AnnotatedWaiver, Judged, Waiver, WaiverState, WaiverUse
from gate.sources.globs import matches
from gate.waive.rules import EXPIRED, EXPIRING, FORBIDDEN, NEW, UNMATCHED, UNTRUSTED

SOON = timedelta(days=30)


def waiver_uses(
    located: Sequence[Located],
    waivers: Sequence[Waiver | AnnotatedWaiver],
    *,
    today: date,
    whole: bool,
    pinned: Container[str] = (),
) -> tuple[WaiverUse, ...]:
    """What each waiver covers of the located findings. One past its day hides nothing.

    whole: the run looked at the whole repository, so a waiver that covers nothing is worth saying.
    pinned: the rules that cannot be waived.
    """
    return tuple(_use(waiver, located, today, whole=whole, pinned=pinned) for waiver in waivers)


def _use(
    waiver: Waiver | AnnotatedWaiver,
    located: Sequence[Located],
    today: date,
    *,
    whole: bool,
    pinned: Container[str],
) -> WaiverUse:
    meant = tuple(one for one in located if covers(waiver, one))
    covered = tuple(one for one in meant if not one.finding.pinned)
    if waiver.rule in pinned or (meant and not covered):
        return WaiverUse(waiver, "pinned", meant)
    if waiver.expires < today:
        return WaiverUse(waiver, "expired", covered)
    return WaiverUse(waiver, "unmatched" if whole and not covered else "active", covered)


def waive(located: Sequence[Located], uses: Sequence[WaiverUse], *, today: date) -> Outcome[Judged]:
    """Every located finding with its status; the outcome's findings are about the waivers themselves."""
    alive = [use.waiver for use in uses if use.state == "active" and use.covers]
    judged = []
    for one in located:
        chosen = () if one.finding.pinned else alive
        waiver = next((waiver for waiver in chosen if covers(waiver, one)), None)
        judged.append(Judged(one, "waived" if waiver else "open", waiver))
    return Outcome(tuple(judged), tuple(finding for use in uses for finding in _about(use, today)))


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


_SAID: Mapping[WaiverState, tuple[Rule, str]] = {
    "expired": (EXPIRED, "the waiver of {rule} expired on {expires} ({owner})"),
    "unmatched": (UNMATCHED, "the waiver of {rule} hides nothing ({owner})"),
    "untrusted": (
        UNTRUSTED,
        "the annotation that waives {rule} is not on this resource at the trusted ref",
    ),
    "forbidden": (FORBIDDEN, "the annotation that waives {rule} counts for nothing here ({owner})"),
    "pinned": (FORBIDDEN, "the waiver of {rule} counts for nothing: the run pins what it means ({owner})"),
}


def _about(use: WaiverUse, today: date) -> Iterator[Finding]:
    waiver = use.waiver
    if use.state in _SAID:
        rule, words = _SAID[use.state]
        yield _finding(
            rule, waiver, words.format(rule=waiver.rule, expires=waiver.expires, owner=waiver.owner)
        )
    elif waiver.expires - today < SOON:
        yield _finding(
            EXPIRING, waiver, f"the waiver of {waiver.rule} runs out on {waiver.expires} ({waiver.owner})"
        )


def new_waivers(waivers: Iterable[Waiver | AnnotatedWaiver], *, counting: bool) -> tuple[Finding, ...]:
    """A finding for each waiver that a change adds or rewrites. counting: whether it counts already."""
    return tuple(_finding(NEW, waiver, _news(waiver, counting=counting)) for waiver in waivers)


def _news(waiver: Waiver | AnnotatedWaiver, *, counting: bool) -> str:
    until = "" if counting else "; it counts once it is merged"
    return (
        f"this change waives {waiver.rule} for {_about_what(waiver)} until {waiver.expires} "
        f"({waiver.owner}: {waiver.reason}){until}"
    )


def _about_what(waiver: Waiver | AnnotatedWaiver) -> str:
    if isinstance(waiver, AnnotatedWaiver):
        return str(waiver.resource)
    parts = [str(waiver.resource)] if waiver.resource else []
    parts += [waiver.path] if waiver.path else []
    where = f" in {waiver.environment}" if waiver.environment else ""
    return " in ".join(parts) + where


def _finding(rule: Rule, waiver: Waiver | AnnotatedWaiver, message: str) -> Finding:
    severity = cast("Severity", rule.severity)
    if isinstance(waiver, AnnotatedWaiver):
        return replace(
            written_at(waiver), rule=rule.id, severity=severity, message=message, remedy=rule.remediation
        )
    return Finding(rule.id, severity, message, location=waiver.source, remedy=rule.remediation)


def written_at(waiver: AnnotatedWaiver) -> Finding:
    """A finding at the annotation, to be located."""
    return Finding(
        EXPIRED.id,
        "info",
        "",
        target=waiver.provenance.target,
        resource=waiver.resource,
        provenance=waiver.provenance,
        pointer=waiver.pointer,
        at_key=True,
    )
