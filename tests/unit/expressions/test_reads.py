"""What an expression reads."""

from __future__ import annotations

import pytest

from gate.expressions import Environment, Expression
from gate.expressions.types import DYN

ENVIRONMENT = Environment({"object": DYN, "params": DYN}, "1.34")


def read(text: str) -> set[tuple[str, ...]]:
    expression = ENVIRONMENT.compile(text)
    assert isinstance(expression, Expression)
    return {one.path for one in expression.reads}


def misses(text: str, *unknown: str) -> bool:
    expression = ENVIRONMENT.compile(text)
    assert isinstance(expression, Expression)
    return any(one.misses(unknown) for one in expression.reads)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("object.a.b == params.c", {("object", "a", "b"), ("params", "c")}),
        ("object.a['b'].c == 1", {("object", "a", "b", "c")}),
        ("object.?a[?'b'].hasValue()", {("object", "a", "b")}),
        ("object.a[0].b == 1", {("object", "a")}),
        ("object == params", {("object",), ("params",)}),
        ("1 == 1", set()),
    ],
)
def test_chains_are_as_long_as_can_be(text: str, paths: set[tuple[str, ...]]) -> None:
    assert read(text) == paths


def test_a_loop_reads_what_it_goes_over() -> None:
    assert ("object", "list") in read("object.list.all(one, one.name != '')")


@pytest.mark.parametrize(
    "text",
    ["has(object.a)", "object.?a.hasValue()", "object == params", "'a' in object", "object[?'a'].hasValue()"],
)
def test_a_test_misses_what_is_left_out(text: str) -> None:
    assert misses(text, "object", "a")


@pytest.mark.parametrize(
    "text", ["object.a == 1", "object.a.b == 1", "has(object.a.b)", "has(object.b)", "object.a.?b.hasValue()"]
)
def test_a_plain_step_does_not(text: str) -> None:
    assert not misses(text, "object", "a")
