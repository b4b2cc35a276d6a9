"""The closing account: what was judged, what was not, and the verdict."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from gate.model.outcome import Account
from gate.model.report import Report
from gate.report.style import Style, counted, hanging, shortened, visible

MOST_REASONS = 8
# From so many errors on, how many there are of each rule is told.
ERRORS_BY_RULE_FROM = 10
HOW_MANY_FILES = re.compile(r"^\d+ files? ")


def closing(report: Report, style: Style, paint: Callable[[str, str], str]) -> Iterator[str]:
    """The lines that end the report for people."""
    for notice in report.notices:
        yield f"{paint('note', 'info')}  {hanging(visible(notice), 6, style.width)}"
    yield from _not_judged(report, style, paint)
    if errors := _errors_by_rule(report):
        yield f"{paint('errors', 'dim')}  {hanging(errors, 8, style.width)}"
    yield f"{paint('judged', 'dim')}  {judged(report)}"
    yield f"{paint(report.verdict, 'pass' if report.verdict == 'pass' else 'fail')}  {counts(report)}"


def _errors_by_rule(report: Report) -> str:
    """`9 secrets/unsealed, 2 images/mutable-tag`, the commonest first; "" for a few errors or one rule."""
    rules = Counter(
        entry.rule for entry in report.entries if entry.status == "open" and entry.severity == "error"
    )
    if rules.total() < ERRORS_BY_RULE_FROM or len(rules) == 1:
        return ""
    return ", ".join(f"{number} {rule}" for rule, number in rules.most_common())


def judged(report: Report) -> str:
    """What was judged, with what, in one line."""
    accounting = report.accounting
    versions = sorted(
        {version for target in report.targets for version in target.kubernetes_versions},
        key=lambda version: [int(part) for part in version.split(".")],
    )
    parts = [
        f"{accounting.rendered} of {counted(accounting.found, 'target')}",
        counted(accounting.resources, "resource"),
        counted(accounting.rules, "rule"),
    ]
    if versions:
        parts.append(f"Kubernetes {', '.join(versions)}")
    if report.engine:
        parts.append(f"engine {report.engine.name} {report.engine.version}")
    parts.append(f"{report.seconds:.1f} s")
    return ", ".join(parts)


def counts(report: Report) -> str:
    """Findings by severity and status, in one line."""
    tally = Counter((entry.status, entry.severity) for entry in report.entries)
    parts = [counted(tally["open", "error"], "error"), counted(tally["open", "warning"], "warning")]
    if tally["open", "info"]:
        parts.append(f"{tally['open', 'info']} info")
    waived = sum(number for (status, _), number in tally.items() if status == "waived")
    if waived:
        parts.append(f"{waived} waived")
    if report.accounting.dropped:
        parts.append(f"{report.accounting.dropped} dropped at values that cannot be known")
    unjudged = sum(entry.unjudged for entry in report.entries if entry.status == "open")
    if unjudged or report.errors:
        parts.append(f"{unjudged + len(report.errors)} not judged")
    return ", ".join(parts)


def left_out(report: Report) -> tuple[Account, ...]:
    """What was not judged, neither as a target nor as part of one."""
    return tuple(account for account in report.accounting.skipped if not account.is_judged)


def _not_judged(report: Report, style: Style, paint: Callable[[str, str], str]) -> Iterator[str]:
    skipped = left_out(report)
    parts = len(report.accounting.skipped) - len(skipped)
    if parts:
        bases = counted(parts, "base or component", "bases and components")
        yield f"{paint('built on', 'dim')}  {bases}, judged through these targets"
    if skipped and not style.verbose:
        yield f"{paint('left out', 'dim')}  {len(skipped)} (-v names each):"
        yield from _by_reason(skipped, style)
    elif skipped:
        yield f"{paint('left out', 'dim')}  {len(skipped)}:"
        for account in skipped:
            yield f"  {visible(account.path)}: {visible(account.reason)}"


def _by_reason(skipped: Sequence[Account], style: Style) -> Iterator[str]:
    reasons = Counter(_reason(account) for account in skipped)
    for reason, number in reasons.most_common(MOST_REASONS):
        yield f"  {number:>5}  {visible(shortened(reason, style.width - 10))}"
    rest = reasons.most_common()[MOST_REASONS:]
    if rest:
        yield f"  {sum(number for _, number in rest):>5}  for {counted(len(rest), 'other reason')}"


def _reason(account: Account) -> str:
    """Why something was left out, without what differs between those left out for the same reason."""
    return HOW_MANY_FILES.sub("", account.reason).partition(": ")[0]
