"""What LimitRanges give, as the API server fills them in and its plugin uses them."""

from __future__ import annotations

from typing import Any

import pytest

from gate.evaluate import load_pack
from gate.evaluate.limit_ranges import RULES, given_by, is_met
from gate.model.finding import Finding

POINTER = "/spec/template/spec/containers/0"


def limit_range(**item: Any) -> Any:
    return {"spec": {"limits": [{"type": "Container", **item}]}}


@pytest.mark.parametrize(
    ("item", "limits", "requests"),
    [
        ({"default": {"cpu": 1}}, {"cpu"}, {"cpu"}),
        ({"max": {"cpu": "1"}}, {"cpu"}, {"cpu"}),
        ({"defaultRequest": {"memory": "64Mi"}}, set(), {"memory"}),
        ({"min": {"memory": "64Mi"}}, set(), {"memory"}),
        ({"default": {"cpu": "1"}, "defaultRequest": {"cpu": "0"}}, {"cpu"}, set()),
        ({"default": {"cpu": "0"}, "max": {"cpu": "1"}}, set(), set()),
        ({"default": {"cpu": "0.0"}}, set(), set()),
        ({"default": {"cpu": 0.5, "memory": "0Mi"}}, {"cpu"}, {"cpu"}),
        ({"default": None, "min": "text"}, set(), set()),
        ({"type": "Pod", "max": {"cpu": "1"}}, set(), set()),
        ({"maxLimitRequestRatio": {"cpu": "1"}}, set(), set()),
    ],
)
def test_what_is_given(item: dict[str, Any], limits: set[str], requests: set[str]) -> None:
    expected = {("limits", name) for name in limits} | {("requests", name) for name in requests}
    assert given_by(limit_range(**item)) == expected


@pytest.mark.parametrize("body", [{}, {"spec": None}, {"spec": {"limits": {}}}, {"spec": {"limits": ["a"]}}])
def test_a_malformed_one_gives_nothing(body: Any) -> None:
    assert given_by(body) == frozenset()


def test_what_is_met() -> None:
    given = given_by(limit_range(default={"memory": "64Mi"}))

    def met(rule: str, pointer: str = POINTER, *, unjudged: bool = False) -> bool:
        return is_met(Finding(rule, "error", "m", pointer=pointer, unjudged=unjudged), given)

    assert met("resources/memory-limit")
    assert met("resources/memory-request")
    assert not met("resources/cpu-limit")
    assert not met("resources/memory-request", f"{POINTER}/resources/requests/memory"), "a 0 is kept"
    assert not met("resources/memory-request", unjudged=True)
    assert not met("resources/overcommit")
    assert not is_met(Finding("images/digest", "error", "m", pointer=POINTER), frozenset())


def test_the_rules_are_the_packs() -> None:
    assert {rule.id for rule in load_pack().rules} >= RULES.keys()
