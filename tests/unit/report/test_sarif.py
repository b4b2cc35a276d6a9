"""The report as SARIF 2.1.0."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema

from gate.model.finding import Location
from gate.model.report import ErrorNote
from tests.unit.report.reports import SEE, WAIVER, judged, report, written

SCHEMA = Path(__file__).with_name("sarif-schema-2.1.0.json")


def test_it_is_valid() -> None:
    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text()))
    found = (judged(related=(SEE,)), judged(line=9, waiver=WAIVER), judged(rule="foreign/rule"))
    for one in (report(), report(*found), report(errors=(ErrorNote("m", "h"),), notices=("n",))):
        validator.validate(json.loads(written("sarif", one)))


def test_a_result_points_at_its_line_and_a_waived_one_is_suppressed() -> None:
    (run,) = json.loads(written("sarif", report(judged(), judged(line=9, waiver=WAIVER))))["runs"]
    first, second = run["results"]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "apps/web/base/role.yaml", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 8, "startColumn": 12},
    }
    assert "suppressions" not in first
    assert second["suppressions"][0]["justification"].startswith("until the operator is split (team-platform")
    assert run["tool"]["driver"]["rules"][0]["id"] == "rbac/wildcard-verbs"


def test_no_line_is_made_up() -> None:
    text = written("sarif", report(judged(line=None)))
    assert "region" not in text


def test_a_path_becomes_a_uri() -> None:
    assert "apps/web/base/role.yaml" in written("sarif", report(judged()))
    one = judged()
    location = Location("a b/\n%41?#\x1b[31m/role.yaml", 8, 3)
    elsewhere = replace(one, located=replace(one.located, location=location))
    assert '"a%20b/%0A%2541%3F%23%1B%5B31m/role.yaml"' in written("sarif", report(elsewhere))
