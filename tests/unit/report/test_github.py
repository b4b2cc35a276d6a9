"""Annotations for the runner, and nothing that it would take for a command of its own."""

from __future__ import annotations

import pytest

from gate.model.report import ErrorNote
from gate.report.github import command, harmless
from tests.unit.report.reports import judged, report, written


def commands(text: str, name: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(f"::{name} ")]


def test_a_finding_is_an_annotation_at_its_line() -> None:
    (line,) = commands(written("github", report(judged())), "error")
    assert line == (
        "::error file=apps/web/base/role.yaml,line=8,col=12,title=rbac/wildcard-verbs::"
        'Role shop/reader: verbs hold "*" [apps/web/overlays/dev]%0Aname the verbs'
    )


def test_the_runner_shows_ten_of_a_kind_so_the_tenth_counts_the_rest() -> None:
    lines = commands(written("github", report(*(judged(line=line) for line in range(1, 15)))), "error")
    assert len(lines) == 10
    assert lines[-1] == "::error title=gate%3A 5 more::5 more of this weight: see the log or the step summary"


def test_ten_are_all_shown() -> None:
    lines = commands(written("github", report(*(judged(line=line) for line in range(1, 11)))), "error")
    assert len(lines) == 10
    assert "more of this weight" not in lines[-1]


def test_faults_of_the_set_up_come_first_and_take_their_room() -> None:
    text = written(
        "github", report(*(judged(line=line) for line in range(1, 15)), errors=(ErrorNote("m", "h"),))
    )
    lines = commands(text, "error")
    assert lines[0] == "::error title=gate%3A not judged::m. h"
    assert len(lines) == 10


@pytest.mark.parametrize(
    "text",
    [
        "::set-output name=verdict::pass",
        "  ::error::x",
        "\u2003::error::x",
        "x ##[set-output name=verdict;]pass",
        "a\r::error::x",
        "a\n::error::x",
        "##[add-mask]fail",
    ],
)
def test_no_text_of_the_repository_becomes_a_command(text: str) -> None:
    for line in (harmless(text), command("error", text, {"title": text, "file": text})):
        assert "##[" not in line
        assert "\n" not in line
        assert "\r" not in line
    assert not harmless(text).lstrip().startswith("::")


def test_escaping_is_the_toolkits() -> None:
    line = command("error", "100%\nyes", {"title": "a:b,c", "file": "x%y.yaml"})
    assert line == "::error file=x%25y.yaml,title=a%3Ab%2Cc::100%25%0Ayes"
