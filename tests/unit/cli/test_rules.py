"""The list of rules."""

from __future__ import annotations

import pytest

from gate.cli.main import run


def test_every_rule_has_one_line_however_narrow_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert run(["rules", "images"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "rule                minimal  recommended  strict   title",
        "images/digest       ignore   ignore       warning  Image not pinned by digest",
        "images/mutable-tag  warning  error        error    Image with a mutable tag",
        "images/pull-policy  ignore   info         warning  Image that nodes may have in different versions",
        "images/registry     warning  warning      error    Image from a registry that is not allowed",
    ]


def test_a_family_that_is_none_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "image"]) == 2
    assert "did you mean images?" in capsys.readouterr().err
