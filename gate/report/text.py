"""The report for people: grouped by target, the source line quoted, one line on what to do."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from gate.model.finding import Location
from gate.model.report import Entry, Report
from gate.report.account import closing
from gate.report.style import Style, counted, hanging, visible

CODES = {
    "error": "1;31",
    "warning": "33",
    "info": "36",
    "bold": "1",
    "dim": "2",
    "pass": "1;32",
    "fail": "1;31",
}
# From so many on, warnings are told once: those that say the same, and those of one rule.
TOLD_ONCE_FROM = 4
TOLD_BY_RULE_FROM = 8
MESSAGES_OF_A_RULE = 5

Paint = Callable[[str, str], str]


def write(report: Report, out: TextIO, style: Style) -> None:
    """Findings that count first by target, then what was waived, then the account and the verdict."""
    paint = _painter(style)
    out.writelines(line + "\n" for line in _lines(report, style, paint))


def _painter(style: Style) -> Paint:
    def paint(text: str, look: str) -> str:
        return f"\x1b[{CODES[look]}m{text}\x1b[0m" if style.colour and look in CODES else text

    return paint


def _lines(report: Report, style: Style, paint: Paint) -> Iterator[str]:
    open_entries = [entry for entry in report.entries if entry.status == "open"]
    repeated, single = ([], open_entries) if style.verbose else _apart(open_entries)
    for targets, entries in _by_targets(single):
        yield paint(_heading(targets), "bold")
        yield ""
        quoted: Location | None = None
        for entry in entries:
            yield from _entry(entry, some_versions(entry, report), style, paint, quoted)
            quoted = entry.location
            yield ""
    if repeated:
        yield paint("in many places", "bold") + paint("  (-v names each)", "dim")
        yield ""
        for group in repeated:
            yield from _told_once(group, style, paint)
            yield ""
    if style.verbose:
        yield from _waived(report, paint)
    for error in report.errors:
        yield paint("not judged", "fail") + f"  {visible(error.message)}"
        if error.hint:
            yield f"  {paint('do', 'dim')}  {hanging(visible(error.hint), 6, style.width)}"
        yield ""
    yield from closing(report, style, paint)


def _apart(entries: Sequence[Entry]) -> tuple[list[list[Entry]], list[Entry]]:
    """Warnings of which there are many, by rule or by rule and message, to be told once; all the others."""
    by_rule = _grouped(entries, lambda entry: (entry.rule, entry.severity))
    repeated = [group for group in by_rule if len(group) >= TOLD_BY_RULE_FROM]
    others = [entry for group in by_rule if len(group) < TOLD_BY_RULE_FROM for entry in group]
    by_message = _grouped(others, lambda entry: (entry.rule, entry.message))
    repeated += [group for group in by_message if len(group) >= TOLD_ONCE_FROM]
    repeated = [group for group in repeated if group[0].severity != "error"]
    told_once = {id(entry) for group in repeated for entry in group}
    return repeated, [entry for entry in entries if id(entry) not in told_once]


def _grouped(entries: Sequence[Entry], key: Callable[[Entry], object]) -> list[list[Entry]]:
    groups: dict[object, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return list(groups.values())


def _by_targets(entries: Sequence[Entry]) -> list[tuple[tuple[str, ...], list[Entry]]]:
    groups = _grouped(entries, lambda entry: entry.targets)
    return sorted(((group[0].targets, group) for group in groups), key=lambda group: group[0])


def _heading(targets: tuple[str, ...]) -> str:
    if not targets:
        return "repository"
    shown = ", ".join("the root folder" if name == "." else visible(name) for name in targets[:3])
    more = f" and {len(targets) - 3} more" if len(targets) > 3 else ""  # noqa: PLR2004
    return shown + more


def some_versions(entry: Entry, report: Report) -> str:
    """` (Kubernetes 1.27)` for a finding that does not hold for all the versions judged, else ""."""
    judged = {version for target in report.targets for version in target.kubernetes_versions}
    held = entry.kubernetes_versions
    return f" (Kubernetes {', '.join(held)})" if held and judged - set(held) else ""


def _entry(entry: Entry, versions: str, style: Style, paint: Paint, quoted: Location | None) -> Iterator[str]:
    """One finding. quoted: the place whose line the finding before it showed; it is not shown again."""
    about = f"{visible(str(entry.resource))}: " if entry.resource else ""
    mark = paint(" not judged", "fail") if entry.unjudged else ""
    severity = paint(entry.severity, entry.severity)
    yield f"  {severity}{mark}  {paint(entry.rule, 'bold')}{paint(versions, 'dim')}"
    for part in visible(about + entry.message, keep="\n").splitlines():
        yield from textwrap.wrap(
            part, style.width, initial_indent="    ", subsequent_indent="    ", break_long_words=False
        ) or [""]
    if entry.location:
        yield from _place(entry.location, paint)
        if entry.location != quoted:
            yield from _quote(entry.location, paint)
    for related in entry.related:
        yield f"    {paint('see', 'dim')} {place(related.location)}: {visible(related.message)}"
    if entry.help:
        yield _remedy(entry.help, style, paint)


def _remedy(help_: str, style: Style, paint: Paint) -> str:
    return f"    {paint('do', 'dim')}  {hanging(visible(help_), 8, style.width)}"


def _place(location: Location, paint: Paint) -> Iterator[str]:
    note = {"exact": "", "file": "  (this file; the line is not known)", "target": "  (the target)"}
    if location.precision == "file" and location.line is not None:
        note["file"] = "  (somewhere in this resource)"
    yield f"    {paint('at', 'dim')}  {place(location)}{paint(note[location.precision], 'dim')}"


def _quote(location: Location, paint: Paint) -> Iterator[str]:
    """The line itself, and a mark below the column."""
    if location.quote and location.line is not None and location.precision == "exact":
        number = str(location.line)
        quote = location.quote.replace("\t", " ")
        yield f"      {paint(f'{number} |', 'dim')} {visible(quote)}"
        if location.column is not None and location.column <= len(quote) + 1:
            margin = f"{' ' * len(number)} {paint('|', 'dim')}"
            yield f"      {margin} {' ' * (location.column - 1)}{paint('^', 'error')}"


def place(location: Location) -> str:
    """`path:line:column`, as far as it is known."""
    numbers = [str(part) for part in (location.line, location.column) if part is not None]
    return ":".join([visible(location.path), *numbers])


def _told_once(group: Sequence[Entry], style: Style, paint: Paint) -> Iterator[str]:
    first = group[0]
    yield f"  {paint(first.severity, first.severity)}  {paint(first.rule, 'bold')}"
    messages = sorted(_grouped(group, lambda entry: entry.message), key=len, reverse=True)
    for same in messages[:MESSAGES_OF_A_RULE]:
        where = place(same[0].location) if same[0].location else "-"
        more = f" and {counted(len(same) - 1, 'more place')}" if len(same) > 1 else ""
        yield f"    {hanging(visible(same[0].message), 4, style.width)}"
        yield f"      {paint('at', 'dim')}  {where}{more}"
    if rest := messages[MESSAGES_OF_A_RULE:]:
        places = counted(sum(map(len, rest)), "place")
        yield f"    and {counted(len(rest), 'other message')} of {places}"
    if first.help:
        yield _remedy(first.help, style, paint)


def _waived(report: Report, paint: Paint) -> Iterator[str]:
    waived = [entry for entry in report.entries if entry.status == "waived"]
    if not waived:
        return
    yield paint("waived", "bold")
    yield ""
    for entry in waived:
        where = place(entry.location) if entry.location else "-"
        yield f"  {entry.severity}  {paint(entry.rule, 'bold')}  {where}"
        if entry.waiver:
            waiver = entry.waiver
            yield f"    {visible(waiver.reason)} ({visible(waiver.owner)}, until {waiver.expires})"
    yield ""
