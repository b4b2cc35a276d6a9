"""The estimated cost of expressions, against the numbers of the API server's own estimator."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gate.expressions import Environment, Expression
from gate.expressions.cost import LARGEST
from gate.expressions.cost.amounts import Size, capped, scaled
from gate.expressions.cost.paths import start
from gate.expressions.schemas import type_of
from gate.expressions.types import STRING
from gate.model.json import JsonObject, mapping
from gate.validate.expressions.extents import extent_of, sizes_in

RECORDED: JsonObject = json.loads(
    json.dumps(yaml.safe_load((Path(__file__).parent / "costs-1.34.yaml").read_text()))
)
SCHEMA, COSTS = mapping(RECORDED["schema"]), mapping(RECORDED["costs"])


@cache
def environment() -> Environment:
    of = type_of(SCHEMA)
    assert of is not None
    return Environment({"self": of, "oldSelf": of}, "1.35")


@pytest.mark.parametrize("rule", sorted(COSTS))
def test_the_estimate_is_the_servers(rule: str) -> None:
    expression, extent = environment().compile(rule), extent_of(SCHEMA)
    assert isinstance(expression, Expression), expression
    assert extent is not None

    assert expression.cost(sizes_in(extent)) == COSTS[rule]


def test_what_has_no_bound_costs_the_most_there_is() -> None:
    expression = Environment({"s": STRING}, "1.34").compile(
        "s + s == 'a' || s.split('').all(x, s.contains(s))"
    )
    assert isinstance(expression, Expression), expression

    assert expression.cost(lambda _: None) == LARGEST


def test_two_paths_from_one_share_its_memory_as_in_go() -> None:
    """The third step leaves room for a fourth, which the last one to go on from there takes."""
    loop = start("self").below("list").below("@items")
    first, second = loop.below("a"), loop.below("b")

    assert first.steps == second.steps == ("self", "list", "@items", "b")
    assert start("self").below("a").steps == ("self", "a")


@given(st.integers(0, LARGEST), st.integers(0, LARGEST), st.sampled_from([0.1, 0.2, 0.25, 1.0, 2.1]))
def test_amounts_never_go_beyond_the_largest(one: int, other: int, factor: float) -> None:
    size = Size(0, one).times(Size(0, other)).plus(Size(other, one))

    assert 0 <= size.least <= LARGEST
    assert max(one, 0) <= size.most <= LARGEST
    assert 0 <= scaled(one, factor) <= LARGEST
    assert capped(one + other) <= LARGEST
