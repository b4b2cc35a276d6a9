"""The verdict and its exit code."""

from __future__ import annotations

import datetime as dt

import pytest

from gate.model.finding import Finding, Located, Severity
from gate.model.report import ErrorNote, Verdict
from gate.model.waiver import Judged, Status
from gate.waive import Enforcement, exit_code_of, verdict_of

TODAY = dt.date(2027, 1, 15)


def judged(severity: Severity, status: Status = "open") -> Judged:
    return Judged(Located(Finding("a/b", severity, "m"), None, (), "", "", "f"), status)


@pytest.mark.parametrize(
    ("one", "enforcement", "verdict"),
    [
        (judged("error"), Enforcement(TODAY), "fail"),
        (judged("error", "waived"), Enforcement(TODAY), "pass"),
        (judged("warning"), Enforcement(TODAY), "pass"),
        (judged("warning"), Enforcement(TODAY, "warning"), "fail"),
        (judged("info"), Enforcement(TODAY, "warning"), "pass"),
    ],
)
def test_what_fails(one: Judged, enforcement: Enforcement, verdict: Verdict) -> None:
    assert verdict_of([one], [], enforcement) == verdict


def test_incomplete_wins() -> None:
    assert verdict_of([judged("error")], [ErrorNote("m", "")], Enforcement(TODAY)) == "incomplete"


@pytest.mark.parametrize(
    ("enforcement", "code", "notice"),
    [
        (Enforcement(TODAY), 1, ""),
        (Enforcement(TODAY, exit_zero=True), 0, "Report only: --exit-zero"),
        (
            Enforcement(TODAY, enforce_from=dt.date(2027, 1, 31)),
            0,
            "Report only: findings fail this check from 2027-01-31",
        ),
        (Enforcement(TODAY, enforce_from=TODAY), 1, ""),
    ],
)
def test_report_only_is_said_and_hides_no_fault_of_the_set_up(
    enforcement: Enforcement, code: int, notice: str
) -> None:
    assert exit_code_of("fail", enforcement) == code
    assert exit_code_of("incomplete", enforcement) == 2
    assert exit_code_of("pass", enforcement) == 0
    assert enforcement.notice.startswith(notice)
