"""The one verdict, and the exit code that says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gate.model.report import ErrorNote, Verdict
from gate.model.waiver import Judged

INCOMPLETE = 2


@dataclass(frozen=True, slots=True)
class Enforcement:
    """Whether findings fail the check.

    fail_on: the least severity that does. exit_zero: report only, as the user asked.
    enforce_from: before that day only report, as the configuration says.
    """

    today: date
    fail_on: Literal["error", "warning"] = "error"
    exit_zero: bool = False
    enforce_from: date | None = None

    @property
    def enforced(self) -> bool:
        return not self.exit_zero and (self.enforce_from is None or self.enforce_from <= self.today)

    @property
    def notice(self) -> str:
        """The sentence that every format shows while nothing is enforced, else ""."""
        if self.exit_zero:
            return "Report only: --exit-zero was given, so findings do not fail this check."
        if not self.enforced:
            return f"Report only: findings fail this check from {self.enforce_from} on (enforce.from)."
        return ""


def verdict_of(judged: Iterable[Judged], errors: Iterable[ErrorNote], enforcement: Enforcement) -> Verdict:
    """Incomplete wins over fail, fail over pass. Without enforcement the verdict is still the true one."""
    if any(True for _ in errors):
        return "incomplete"
    return "fail" if any(is_failing(one, enforcement) for one in judged) else "pass"


def is_failing(one: Judged, enforcement: Enforcement) -> bool:
    """Whether a finding fails the check, once findings do."""
    failing = {"error"} if enforcement.fail_on == "error" else {"error", "warning"}
    return one.status == "open" and one.finding.severity in failing


def exit_code_of(verdict: Verdict, enforcement: Enforcement, *, pinned: bool = False) -> int:
    """0 pass, 1 fail, 2 incomplete; a fail that is not enforced is 0.

    pinned: a finding of a pinned policy fails, which the configuration cannot put off.
    """
    if verdict == "incomplete":
        return INCOMPLETE
    enforced = enforcement.enforced or (pinned and not enforcement.exit_zero)
    return 1 if verdict == "fail" and enforced else 0
