"""The report as JUnit XML: a test suite a target, a test case a finding.

Format as the common readers take it: https://github.com/testmoapp/junitxml.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO
from xml.etree import ElementTree as ET

from gate.model.report import Entry, Report, TargetEntry
from gate.report.account import counts, judged
from gate.report.style import Style, visible
from gate.report.text import place

REPOSITORY = "repository"


def write(report: Report, out: TextIO, style: Style) -> None:  # noqa: ARG001  every format has this shape
    """`failure` for open errors and warnings, `skipped` for waived ones, `error` for what was not judged."""
    root = ET.Element("testsuites", name="gate", time=f"{report.seconds:.3f}")
    for name, seconds, entries in _suites(report):
        _suite(root, name, seconds, entries, report)
    totals = [suite.attrib for suite in root]
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(total[key]) for total in totals)))
    ET.indent(root)
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(ET.tostring(root, encoding="unicode") + "\n")


def _suites(report: Report) -> Iterator[tuple[str, float, list[Entry]]]:
    """Each entry once, with the first of its targets; what is about no target comes first."""
    names = {target.name for target in report.targets}
    yield REPOSITORY, 0.0, [entry for entry in report.entries if not names.intersection(entry.targets[:1])]
    for target in report.targets:
        yield (
            target.name,
            target.seconds,
            [entry for entry in report.entries if entry.targets[:1] == (target.name,)],
        )


def _suite(root: ET.Element, name: str, seconds: float, entries: list[Entry], report: Report) -> None:
    suite = ET.SubElement(root, "testsuite", name=visible(name), time=f"{seconds:.3f}")
    if name == REPOSITORY:
        properties = ET.SubElement(suite, "properties")
        said = {"verdict": report.verdict, "account": judged(report), "findings": counts(report)}
        said |= {f"notice.{index}": notice for index, notice in enumerate(report.notices)}
        for key, value in said.items():
            ET.SubElement(properties, "property", name=key, value=visible(value))
        for error in report.errors:
            case = ET.SubElement(suite, "testcase", classname="gate", name="set-up")
            ET.SubElement(case, "error", message=visible(error.message), type="set-up").text = visible(
                error.hint
            )
    for entry in entries:
        _case(suite, entry)
    target = next((one for one in report.targets if one.name == name), None)
    if target and not entries:
        ET.SubElement(suite, "testcase", classname=visible(name), name=_summary(target))
    for key, tag in {"failures": "failure", "errors": "error", "skipped": "skipped"}.items():
        suite.set(key, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite.findall("testcase"))))


def _summary(target: TargetEntry) -> str:
    return f"{target.resources} resources" if target.status == "rendered" else target.status


def _case(suite: ET.Element, entry: Entry) -> None:
    about = f" {entry.resource}" if entry.resource else ""
    case = ET.SubElement(
        suite, "testcase", classname=visible(entry.rule), name=visible(f"{entry.rule}{about}")
    )
    if entry.location:
        case.set("file", visible(entry.location.path))
        if entry.location.line is not None:
            case.set("line", str(entry.location.line))
    text = "\n".join(
        part for part in (_where(entry), f"do: {visible(entry.help)}" if entry.help else "") if part
    )
    message = visible(entry.message)
    if entry.status != "open":
        reason = (
            f"{entry.waiver.reason} ({entry.waiver.owner}, until {entry.waiver.expires})"
            if entry.waiver
            else ""
        )
        ET.SubElement(case, "skipped", message=visible(f"{entry.status}: {reason}"))
    elif entry.unjudged:
        ET.SubElement(case, "error", message=message, type=entry.severity).text = text
    else:
        ET.SubElement(case, "failure", message=message, type=entry.severity).text = text


def _where(entry: Entry) -> str:
    targets = ", ".join(visible(name) for name in entry.targets)
    return f"{place(entry.location)} ({targets})" if entry.location else targets
