"""The report as annotations of a GitHub Actions run, and the rest as plain lines of its log.

The runner takes 10 errors, 10 warnings and 10 notices a step and silently drops what is more; a message is
cut at 4,096 characters (https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations).
It also obeys `##[command]` anywhere in a line, so no text of the repository reaches the log unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from gate.model.finding import Severity
from gate.model.report import Entry, Report
from gate.report.account import counts, judged, left_out
from gate.report.style import Style, counted, shortened, visible
from gate.report.text import place

COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
MOST_OF_A_KIND = 10
LONGEST_MESSAGE = 4_000


def write(report: Report, out: TextIO, style: Style) -> None:  # noqa: ARG001  every format has this shape
    """The weightiest findings as annotations, all of them as log lines, then the account and the verdict."""
    out.writelines(line + "\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    for error in report.errors:
        yield command("error", f"{error.message}. {error.hint}".strip(), {"title": "gate: not judged"})
    entries = [entry for entry in report.entries if entry.status == "open"]
    for severity in COMMANDS:
        taken = len(report.errors) if severity == "error" else 0
        yield from _annotations([entry for entry in entries if entry.severity == severity], severity, taken)
    yield "::group::" + escaped(f"{counted(len(entries), 'finding')}, each with its place")
    for entry in entries:
        where = place(entry.location) if entry.location else "-"
        yield harmless(f"{entry.severity} {entry.rule} {where} {_about(entry)} [{', '.join(entry.targets)}]")
    yield "::endgroup::"
    for notice in report.notices:
        yield command("notice", notice, {"title": "gate"})
    skipped = left_out(report)
    if skipped:
        yield harmless(f"left out: {len(skipped)} (the json report names each)")
    yield harmless(f"judged: {judged(report)}")
    yield harmless(f"{report.verdict}: {counts(report)}")


def _annotations(entries: Sequence[Entry], severity: Severity, taken: int) -> Iterator[str]:
    """As many as the runner shows, the last of them for how many there are more."""
    room = max(0, MOST_OF_A_KIND - taken)
    shown = entries if len(entries) <= room else entries[: max(0, room - 1)]
    for entry in shown:
        yield command(COMMANDS[severity], _message(entry), _properties(entry))
    rest = len(entries) - len(shown)
    if rest and room:
        message = f"{rest} more of this weight: see the log or the step summary"
        yield command(COMMANDS[severity], message, {"title": f"gate: {rest} more"})


def _message(entry: Entry) -> str:
    targets = f" [{', '.join(entry.targets)}]" if entry.targets else ""
    return f"{_about(entry)}{targets}" + (f"\n{entry.help}" if entry.help else "")


def _about(entry: Entry) -> str:
    return (f"{entry.resource}: " if entry.resource else "") + entry.message


def _properties(entry: Entry) -> dict[str, str]:
    found = {"title": entry.rule}
    if entry.location:
        found["file"] = entry.location.path
        if entry.location.line is not None:
            found["line"] = str(entry.location.line)
            if entry.location.column is not None:
                found["col"] = str(entry.location.column)
    return found


def command(name: str, message: str, properties: dict[str, str]) -> str:
    """A workflow command, escaped as the runner unescapes it (actions/toolkit, core/src/command.ts)."""
    order = ("file", "line", "col", "title")
    said = ",".join(f"{key}={_escaped_property(properties[key])}" for key in order if key in properties)
    return f"::{name} {said}::{escaped(shortened(message, LONGEST_MESSAGE))}"


def escaped(message: str) -> str:
    """Data of a workflow command; the newline is the one character that may act, as a line break."""
    shown = visible(message, keep="\n").replace("##[", "##\\[")
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(value: str) -> str:
    return escaped(visible(value)).replace(":", "%3A").replace(",", "%2C")


def harmless(line: str) -> str:
    """A log line in which the runner finds no command."""
    shown = visible(line).replace("##[", "##\\[")
    return "\\" + shown if shown.lstrip().startswith("::") else shown
