"""The report as Markdown: the step summary of a CI run, or the body of a comment.

Text of the repository appears as code only, so it makes no mention, link, image or layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TextIO

from gate.model.report import Entry, Report
from gate.report.account import counts, judged, left_out
from gate.report.style import Style, counted, shortened, visible
from gate.report.text import place

# A step summary above 1 MiB is dropped whole, and a comment may hold 65,536 characters.
MOST_CHARACTERS = 60_000
LONGEST_CELL = 300
TITLES = {
    "pass": "✅ The gate passes",
    "fail": "❌ The gate fails",
    "incomplete": "⚠️ The gate could not judge",
}
HEADER = ("| | rule | what | where | targets |", "|---|---|---|---|---|")
BACKTICKS = re.compile(r"`+")


def write(report: Report, out: TextIO, style: Style) -> None:  # noqa: ARG001  every format has this shape
    """Verdict, findings in a table, what was waived and left out; cut at a row, with the number cut."""
    out.write("\n".join(_lines(report)) + "\n")


def _lines(report: Report) -> Iterator[str]:
    yield f"## {TITLES[report.verdict]}"
    yield ""
    yield counts(report) + "."
    yield ""
    for notice in report.notices:
        yield f"> {code(notice)}"
        yield ""
    for error in report.errors:
        yield f"- **not judged:** {code(error.message)}" + (f" ({code(error.hint)})" if error.hint else "")
    if report.errors:
        yield ""
    entries = [entry for entry in report.entries if entry.status == "open"]
    if entries:
        yield from _cut([*HEADER], [_row(entry) for entry in entries])
    waived = [entry for entry in report.entries if entry.status == "waived"]
    if waived:
        yield from _details(f"{len(waived)} waived", _waived(waived))
    skipped = left_out(report)
    if skipped:
        lines = [f"- {code(account.path)}: {code(account.reason)}" for account in skipped]
        yield from _details(f"{len(skipped)} left out", lines)
    yield from _targets(report)
    yield f"Judged: {judged(report)}."


def _cut(head: list[str], rows: Sequence[str], most: int = MOST_CHARACTERS) -> Iterator[str]:
    yield from head
    length = 0
    for index, row in enumerate(rows):
        length += len(row.encode()) + 1
        if length > most:
            yield ""
            yield f"{counted(len(rows) - index, 'more line')}: see the full report."
            break
        yield row
    yield ""


def _row(entry: Entry) -> str:
    about = (f"{entry.resource}: " if entry.resource else "") + entry.message
    mark = f"{entry.severity}, not judged" if entry.unjudged else entry.severity
    targets = ", ".join(code(name) for name in entry.targets[:3])
    more = f" and {len(entry.targets) - 3} more" if len(entry.targets) > 3 else ""  # noqa: PLR2004
    where = code(place(entry.location)) if entry.location else ""
    return f"| {mark} | {code(entry.rule)} | {code(about)} | {where} | {targets}{more} |"


def _waived(entries: Sequence[Entry]) -> list[str]:
    head = ["| rule | where | reason | owner | until |", "|---|---|---|---|---|"]
    rows = []
    for entry in entries:
        where = code(place(entry.location)) if entry.location else ""
        waiver = entry.waiver
        said = (code(waiver.reason), code(waiver.owner), str(waiver.expires)) if waiver else ("", "", "")
        rows.append(f"| {code(entry.rule)} | {where} | {' | '.join(said)} |")
    return [*head, *rows]


def _targets(report: Report) -> Iterator[str]:
    head = ["| target | environment | status | resources |", "|---|---|---|---|"]
    rows = [
        f"| {code(target.name)} | {target.environment} | {target.status} | {target.resources} |"
        for target in report.targets
    ]
    if rows:
        yield from _details(counted(len(rows), "target"), [*head, *rows])


def _details(summary: str, lines: Sequence[str]) -> Iterator[str]:
    yield f"<details><summary>{summary}</summary>"
    yield ""
    yield from _cut([], lines, MOST_CHARACTERS // 3)
    yield "</details>"
    yield ""


def code(text: str) -> str:
    """A code span that its own text cannot end, on one line of a table."""
    shown = shortened(visible(text), LONGEST_CELL).replace("|", "\\|").replace("@", "@\u200b")
    if not shown.strip():
        return ""
    longest = max((len(run) for run in BACKTICKS.findall(shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") or longest else ""
    return f"{fence}{pad}{shown}{pad}{fence}"
