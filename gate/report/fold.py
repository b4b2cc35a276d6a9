"""Judged findings -> entries: the same rule, place and message is told once, with all its targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gate.model.finding import SEVERITIES, Location
from gate.model.report import Entry
from gate.model.waiver import Judged

STATUS_ORDER = ("open", "baseline", "waived")


def fold(judged: Sequence[Judged]) -> tuple[Entry, ...]:
    """Entries, the weightiest first: open before waived, by severity, place and rule.

    Order of targets and of findings does not change the result.
    """
    groups: dict[object, list[Judged]] = {}
    for one in judged:
        groups.setdefault(_key(one), []).append(one)
    entries = [_entry(sorted(group, key=_order)) for group in groups.values()]
    return tuple(sorted(entries, key=_rank))


def _key(one: Judged) -> object:
    location, finding = one.located.location, one.finding
    place = (location.path, location.line, location.column) if location else finding.target
    return finding.rule, finding.severity, finding.unjudged, finding.message, place, one.status


def _order(one: Judged) -> tuple[str, str]:
    return one.finding.target, one.located.fingerprint


def _entry(group: Sequence[Judged]) -> Entry:
    first, finding = group[0], group[0].finding
    return Entry(
        rule=finding.rule,
        severity=finding.severity,
        unjudged=finding.unjudged,
        message=finding.message,
        targets=_distinct(one.finding.target for one in group),
        environments=_distinct(one.located.environment for one in group),
        kubernetes_versions=_by_number(
            {version for one in group for version in one.finding.kubernetes_versions}
        ),
        resource=finding.resource,
        pointer=finding.pointer,
        location=first.located.location,
        related=first.located.related,
        status=first.status,
        waiver=first.waiver,
        fingerprint=first.located.fingerprint,
        help=finding.remedy,
        count=len(group),
    )


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name}))


def _by_number(versions: set[str]) -> tuple[str, ...]:
    return tuple(sorted(versions, key=lambda version: [int(part) for part in version.split(".")]))


def _rank(entry: Entry) -> tuple[object, ...]:
    location = entry.location or Location("")
    return (
        STATUS_ORDER.index(entry.status),
        SEVERITIES.index(entry.severity),
        location.path,
        location.line or 0,
        location.column or 0,
        entry.rule,
        entry.message,
        entry.targets,
    )
