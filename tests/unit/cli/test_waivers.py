"""The list of waivers, with what each hides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gate.cli.main import run

SECRET = """\
apiVersion: v1
kind: Secret
metadata:
  name: db
  annotations:
    waiver.gate/secrets.token: "owner=team-a; expires=2999-06-30; reason=none is left"
stringData: {p: hunter2-hunter2}
"""
SETTINGS = """\
waivers:
  - rule: secrets/unsealed
    resource: {kind: Secret, name: db}
    reason: test fixture
    owner: team-payments
    expires: "2999-01-31"
  - rule: secrets/unsealed
    path: "elsewhere/**"
    environment: dev
    reason: was moved
    owner: team-a
    expires: "2001-12-01"
"""


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "db.yaml").write_text(SECRET)
    (tmp_path / ".gate.yaml").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GATE_ENGINE", "embedded")
    return tmp_path


def test_each_is_told_with_its_place_and_what_it_hides(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["waivers"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if "day" not in line]
    assert lines == [
        "secrets/unsealed  elsewhere/**  in dev",
        "    .gate.yaml:7:5",
        "    expired, and covers nothing",
        "",
        "secrets/unsealed  Secret db",
        "    .gate.yaml:2:5",
        "    hides 1 finding",
        '      db.yaml:7:17: key "p" of stringData holds a plain value',
        "",
        "secrets/token  Secret db (annotation)",
        "    db.yaml:6:5",
        "    hides nothing",
        "",
        "3 waivers: 1 active, 1 expired, 1 unmatched",
    ]


def test_the_soonest_to_run_out_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    run(["waivers"])
    out = capsys.readouterr().out
    assert out.index("2001-12-01") < out.index("2999-01-31") < out.index("2999-06-30")


def test_json_names_the_findings_by_their_fingerprints(capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    run(["waivers", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told == report["waivers"]
    (hidden,) = [one for one in report["findings"] if one["status"] == "waived"]
    assert told[0] == {
        "rule": "secrets/unsealed",
        "resource": {"kind": "Secret", "namespace": None, "name": "db"},
        "path": None,
        "environment": None,
        "reason": "test fixture",
        "owner": "team-payments",
        "expires": "2999-01-31",
        "state": "active",
        "location": {"path": ".gate.yaml", "line": 2, "column": 5, "precision": "exact"},
        "covers": [hidden["fingerprint"]],
    }
    assert [one["state"] for one in told] == ["active", "expired", "unmatched"]


def test_annotations_count_for_nothing_where_they_are_forbidden(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / ".gate.yaml").write_text("annotationWaivers: forbidden\n")
    (repository / "db.yaml").write_text(SECRET.replace("secrets.token", "secrets.unsealed"))
    assert run(["check", "--format", "json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    told = {
        one["rule"]: (one["status"], one["location"]["line"], one["location"]["column"])
        for one in findings
        if one["severity"] == "error"
    }
    assert told == {"secrets/unsealed": ("open", 7, 17), "waiver/forbidden": ("open", 6, 5)}


def test_a_run_that_could_not_judge_says_so(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "db.yaml").unlink()
    assert run(["waivers"]) == 2
    assert "there is nothing to judge" in capsys.readouterr().err
