"""The report for a step summary or a comment."""

from __future__ import annotations

import pytest

from gate.report.markdown import code
from tests.unit.report.reports import WAIVER, judged, report, written


def test_verdict_and_table() -> None:
    text = written("markdown", report(judged()))
    assert text.startswith("## ❌ The gate fails\n\n1 error, 0 warnings.\n")
    assert (
        '| error | `rbac/wildcard-verbs` | `Role shop/reader: verbs hold "*"` '
        "| `apps/web/base/role.yaml:8:12` | `apps/web/overlays/dev` |" in text
    )


def test_waived_and_left_out_are_in_it() -> None:
    text = written("markdown", report(judged(waiver=WAIVER)))
    assert "<summary>1 waived</summary>" in text
    assert "| `until the operator is split` | `team-platform` | 2027-03-31 |" in text
    assert "<summary>1 left out</summary>" in text


def test_a_long_report_is_cut_at_a_row_and_says_so() -> None:
    text = written("markdown", report(*(judged(line=line, message="m" * 200) for line in range(1, 400))))
    assert len(text.encode()) < 65_536
    assert "more lines: see the full report." in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a`b", "`` a`b ``"),
        ("``a", "``` ``a ```"),
        ("a|b", "`a\\|b`"),
        ("@org/team", "`@\u200borg/team`"),
        ("a\n## passed", "`a\\n## passed`"),
        ("\u202eabc", "`\\u{202e}abc`"),
    ],
)
def test_text_of_the_repository_stays_text(text: str, shown: str) -> None:
    assert code(text) == shown
