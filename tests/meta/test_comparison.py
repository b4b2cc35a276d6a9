"""The comparison with other tools names rules that exist, answers each check once, and its page is fresh."""

from __future__ import annotations

from typing import Any

import pytest

from gate.pipeline.rules import all_rules
from tests.meta.scripts import script

COMPARISON = script("comparison")
TOOLS: list[dict[str, Any]] = COMPARISON.tools()
CHECKS = [pytest.param(one, id=f"{tool['name']}-{one['check']}") for tool in TOOLS for one in tool["checks"]]


def test_the_page_is_fresh() -> None:
    assert COMPARISON.PAGE.read_text() == COMPARISON.page(TOOLS), "run script/comparison"


def test_no_check_is_there_twice() -> None:
    for tool in TOOLS:
        names = [one["check"] for one in tool["checks"]]
        assert len(names) == len(set(names)), tool["name"]


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_has_rules_that_exist_or_a_reason(check: dict[str, Any]) -> None:
    assert set(check) <= {"check", "title", "rules", "note", "leftOut"}
    if "leftOut" in check:
        assert set(check) <= {"check", "title", "leftOut"}
        assert check["leftOut"].endswith(".")
    else:
        assert check["rules"]
        assert set(check["rules"]) <= set(all_rules())
