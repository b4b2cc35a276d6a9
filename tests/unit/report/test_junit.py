"""The report as JUnit XML, read back by a library that knows the format."""

from __future__ import annotations

import io

from junitparser import Error, Failure, JUnitXml, Skipped

from gate.model.report import ErrorNote
from tests.unit.report.reports import WAIVER, judged, report, written


def parsed(text: str) -> JUnitXml:
    return JUnitXml.fromroot(JUnitXml.fromstring(text.encode())._elem)


def test_every_finding_is_a_case_of_its_target() -> None:
    found = (judged(), judged(line=9, waiver=WAIVER), judged(line=10, unjudged=True))
    xml = parsed(written("junit", report(*found)))
    suites = {suite.name: suite for suite in xml}
    kinds = [type(result) for case in suites["apps/web/overlays/dev"] for result in case.result]
    assert sorted(kind.__name__ for kind in kinds) == ["Error", "Failure", "Skipped"]
    assert {Error, Failure, Skipped} == set(kinds)
    assert (xml.tests, xml.failures, xml.errors, xml.skipped) == (4, 1, 1, 1)


def test_a_clean_target_is_a_case_that_passes() -> None:
    suites = {suite.name: suite for suite in parsed(written("junit", report()))}
    (case,) = suites["apps/web/overlays/dev"]
    assert case.name == "3 resources"
    assert case.is_passed


def test_a_fault_of_the_set_up_is_an_error() -> None:
    xml = parsed(written("junit", report(errors=(ErrorNote("helm is missing", "install it"),))))
    assert xml.errors == 1


def test_characters_that_xml_cannot_hold_are_spelled_out() -> None:
    text = written("junit", report(judged(message="a\x00b\ud800<&>")))
    assert "a\\u{0}b\\u{d800}&lt;&amp;&gt;" in io.StringIO(text).read()
    parsed(text)
