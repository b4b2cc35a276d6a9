"""What `gate test` says: as text, as JSON, and as JUnit XML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from xml.etree import ElementTree as ET

import click
import orjson

from gate.evaluate.own import FileCoverage, Tested, TestResult

_COLOURS = {
    "passed": "green",
    "failed": "red",
    "unjudged": "red",
    "skipped": "yellow",
    "not run": "yellow",
}
_ENGINES = ("opa", "embedded", "cel", "constraint")
_NAMES = {"opa": "OPA", "embedded": "WebAssembly", "cel": "CEL", "constraint": "constraints"}
_ALWAYS = ("opa", "embedded")
_OF_JUNIT = {"failures": "failed", "errors": "unjudged", "skipped": "skipped"}


def _text(suites: Sequence[Tested], minimum: float | None) -> None:
    """The tests that did not pass, then a summary of each suite."""
    for suite in suites:
        for one in suite.results:
            if one.outcome != "passed":
                click.echo("".join(_of_test(one)))
        click.echo(click.style(suite.name, bold=True))
        for engine, results in _by_engine(suite):
            click.echo(f"  {_NAMES[engine]:<12} {_counts(results)}")
            if engine == "embedded" and suite.why_not:
                click.echo(f"               not all of it compiles: {suite.why_not}; OPA has to judge")
            for reason in dict.fromkeys(suite.lacking.values()) if engine == "embedded" else ():
                these = ", ".join(one for one, why in suite.lacking.items() if why == reason)
                click.echo(f"               OPA has to judge {these}: {reason}")
        if suite.coverage != ():
            click.echo(f"  coverage     {_coverage(suite, minimum)}")
        for file in suite.coverage or ():
            if file.missed:
                click.echo(f"    {file.percent:5.1f} %  {file.path}: {_spans(file)}")


def _by_engine(suite: Tested) -> Iterator[tuple[str, list[str]]]:
    """What became of the tests by what they were put to; of none on both engines."""
    asked = [name for name in _ENGINES if any(getattr(one, name) for one in suite.results)]
    for engine in asked or _ALWAYS:
        ran = [one for one in suite.results if engine == "opa" or one.outcome != "skipped"]
        yield engine, [said for one in ran if (said := getattr(one, engine)) is not None]


def _of_test(one: TestResult) -> Iterator[str]:
    yield click.style(f"{one.outcome:<7} ", fg=_COLOURS[one.outcome])
    yield f"{one.path}:{one.row}  {one.name}"
    if one.opa == "passed" and one.embedded == "failed":
        yield " (passes on OPA, and not as WebAssembly)"
    yield f": {one.words}" if one.words and not one.is_good else ""


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
            "webAssembly": {
                "compiles": not (suite.why_not or suite.lacking),
                "reason": suite.why_not or next(iter(suite.lacking.values()), None),
                "lacking": suite.lacking,
            },
            "coverage": suite.percent,
            "minimumCoverage": minimum,
            "files": [
                {"path": one.path, "coverage": one.percent, "missed": one.missed}
                for one in suite.coverage or ()
            ],
            "tests": [_as_json(one) for one in suite.results],
        }
        for suite in suites
    ]
    click.echo(orjson.dumps({"schemaVersion": 1, "suites": told}, option=orjson.OPT_INDENT_2).decode())


def _as_json(test: TestResult) -> dict[str, object]:
    """What a test was not put to is left out."""
    return {name: one for name, one in asdict(test).items() if one is not None}


def _junit(suites: Sequence[Tested], _minimum: float | None) -> None:
    """`failure` for what fails, `error` for what could not be judged, `skipped` for what was not run."""
    root = ET.Element("testsuites", name="gate test")
    for suite in suites:
        results = suite.results
        element = ET.SubElement(root, "testsuite", name=suite.name, tests=str(len(results)))
        counted = Counter[str](one.outcome for one in results)
        for name, outcome in _OF_JUNIT.items():
            element.set(name, str(counted[outcome]))
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
                kind = "failure" if one.outcome == "failed" else "error"
                ET.SubElement(case, kind, message=click.unstyle("".join(_of_test(one))))
            elif one.outcome == "skipped":
                ET.SubElement(case, "skipped")
    ET.indent(root)
    click.echo('<?xml version="1.0" encoding="UTF-8"?>')
    click.echo(ET.tostring(root, encoding="unicode"))


WRITERS: dict[str, Callable[[Sequence[Tested], float | None], None]] = {
    "text": _text,
    "json": _json,
    "junit": _junit,
}
