"""Every kind of target has a renderer, every finding a rule."""

from __future__ import annotations

from typing import get_args

from gate.model.target import TargetKind
from gate.render import RENDERERS, RULES


def test_every_kind_of_target_has_a_renderer() -> None:
    assert set(RENDERERS) == set(get_args(TargetKind))


def test_every_rule_says_what_to_do() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.family == "render"
        assert rule.severity == "error"
        assert rule.title
        assert rule.description
        assert rule.remediation
