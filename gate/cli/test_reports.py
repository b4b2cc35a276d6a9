"""What `gate test` says: as text, as JSON, and as JUnit XML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from xml.etree import ElementTree as ET

import click
import orjson

from gate.evaluate.own import FileCoverage, Tested, TestResult

_COLOURS = {"passed": "green", "failed": "red", "skipped": "yellow", "not run": "yellow"}


def _text(suites: Sequence[Tested], minimum: float | None) -> None:
    """The tests that did not pass, then a summary of each suite."""
    for suite in suites:
        for one in suite.results:
            if one.opa != "passed" or one.embedded == "failed":
                click.echo("".join(_of_test(one)))
        click.echo(click.style(suite.name, bold=True))
        click.echo(f"  OPA          {_counts([one.opa for one in suite.results])}")
        click.echo(
            f"  WebAssembly  {_counts([one.embedded for one in suite.results if one.opa != 'skipped'])}"
        )
        if suite.why_not:
            click.echo(f"               not all of it compiles: {suite.why_not}; OPA has to judge")
        click.echo(f"  coverage     {_coverage(suite, minimum)}")
        for file in suite.coverage or ():
            if file.missed:
                click.echo(f"    {file.percent:5.1f} %  {file.path}: {_spans(file)}")


def _of_test(one: TestResult) -> Iterator[str]:
    failed = "failed" if not one.is_good else one.opa
    yield click.style(f"{failed:<8}", fg=_COLOURS[failed])
    yield f"{one.path}:{one.row}  {one.name}"
    if one.opa == "passed":
        yield " (passes on OPA, and not as WebAssembly)"
    yield f": {one.words}" if one.words and failed == "failed" else ""


def _counts(results: Sequence[str]) -> str:
    counted = Counter(results)
    return ", ".join(f"{counted[name]} {name}" for name in _COLOURS if counted[name]) or "no test"


def _coverage(suite: Tested, minimum: float | None) -> str:
    if suite.percent is None:
        return "not measured, for a test fails"
    least = "" if minimum is None else f", at least {minimum:g} % asked for"
    return f"{suite.percent:.1f} % of the lines{least}"


def _spans(file: FileCoverage) -> str:
    spans = [str(start) if start == end else f"{start}-{end}" for start, end in file.missed]
    return f"not {'line' if len(spans) == 1 and '-' not in spans[0] else 'lines'} {', '.join(spans)}"


def _json(suites: Sequence[Tested], minimum: float | None) -> None:
    told = [
        {
            "name": suite.name,
            "webAssembly": {"compiles": not suite.why_not, "reason": suite.why_not or None},
            "coverage": suite.percent,
            "minimumCoverage": minimum,
            "files": [
                {"path": one.path, "coverage": one.percent, "missed": one.missed}
                for one in suite.coverage or ()
            ],
            "tests": [asdict(one) for one in suite.results],
        }
        for suite in suites
    ]
    click.echo(orjson.dumps({"schemaVersion": 1, "suites": told}, option=orjson.OPT_INDENT_2).decode())


def _junit(suites: Sequence[Tested], _minimum: float | None) -> None:
    """`failure` for what fails on either engine, `skipped` for what was not run."""
    root = ET.Element("testsuites", name="gate test")
    for suite in suites:
        results = suite.results
        element = ET.SubElement(root, "testsuite", name=suite.name, tests=str(len(results)))
        element.set("failures", str(sum(not one.is_good for one in results)))
        element.set("skipped", str(sum(one.opa == "skipped" for one in results)))
        for one in results:
            case = ET.SubElement(
                element,
                "testcase",
                classname=one.path,
                name=one.name,
                time=f"{one.seconds:.3f}",
                line=str(one.row),
            )
            if not one.is_good:
                ET.SubElement(case, "failure", message=click.unstyle("".join(_of_test(one))))
            elif one.opa == "skipped":
                ET.SubElement(case, "skipped")
    ET.indent(root)
    click.echo('<?xml version="1.0" encoding="UTF-8"?>')
    click.echo(ET.tostring(root, encoding="unicode"))


WRITERS: dict[str, Callable[[Sequence[Tested], float | None], None]] = {
    "text": _text,
    "json": _json,
    "junit": _junit,
}
