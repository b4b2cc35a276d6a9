"""The page of a rule."""

from __future__ import annotations

import pytest

from gate.cli.main import run


def test_a_family_is_told_with_its_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "images"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "gate: images is a family of rules, not a rule",
        "      its rules: images/digest, images/mutable-tag, images/pull-policy, images/registry",
    ]


def test_a_misspelt_rule_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "images/mutable"]) == 2
    assert "did you mean images/mutable-tag?" in capsys.readouterr().err
