"""Expressions that would take the process down: refused or not judged, and never long."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gate.expressions import CompileFault, Environment, EvaluationFault, Expression
from gate.expressions.types import DYN, STRING, Value

ENVIRONMENT = Environment({"s": STRING, "l": DYN}, "1.37")
LARGE: dict[str, Value] = {"s": "a" * 200_000, "l": ["b" * 1_000] * 5_000}


@pytest.mark.parametrize(
    "text",
    [
        "(" * 200 + "1" + ")" * 200 + " == 1",
        "[" * 3_000 + "]" * 3_000 + " == []",
        "1" + " + 1" * 5_000 + " == 1",
        "l.all(x, " * 60 + "true" + ")" * 60,
        "l" + ".a" * 3_000 + " == 1",
    ],
    ids=["parentheses", "lists", "sums", "loops", "fields"],
)
def test_what_is_nested_too_deeply_is_not_judged(text: str) -> None:
    fault = ENVIRONMENT.compile(text)

    assert fault == CompileFault(
        "the expression is nested more deeply than can be judged here", unjudgeable=True
    )


def test_what_is_too_long_is_refused_as_by_the_server() -> None:
    assert ENVIRONMENT.compile("true" + " " * 100_000) == CompileFault(
        "expression code point size exceeds limit: size: 100004, limit 100000"
    )


@pytest.mark.parametrize(
    "text",
    [
        "l.map(x, s + s).size() > 0",
        "l.all(x, l.all(y, x != y))",
        "l.all(x, l == l)",
        "l.all(x, !('c' in l))",
        "l.all(x, s.contains('aaab'))",
        "s.replace('', s).size() > 0",
        "s.split('').map(c, s.matches('(a+)+$')).size() > 0",
        "'%s%s'.format([s, s]).replace('a', s).size() > 0",
        "l.join(s) == ''",
        "lists.range(1000000000).size() > 0",
    ],
)
def test_too_much_work_is_not_done(text: str) -> None:
    expression = ENVIRONMENT.compile(text)
    assert isinstance(expression, Expression), expression

    result = expression.evaluate(LARGE)

    assert isinstance(result, EvaluationFault)
    assert result.unjudgeable, result


@pytest.mark.parametrize(
    "pattern",
    ["((((a{1,100}){1,100}){1,100}){1,100})", "(?i)\\pL{1,1000}\\pN{1,1000}x"],
)
def test_a_huge_pattern_is_refused(pattern: str) -> None:
    expression = ENVIRONMENT.compile(f"s.matches({pattern!r})")

    assert isinstance(expression, CompileFault)


@pytest.mark.parametrize(
    "value", ["\ud800", 2**70, float("nan"), {"a": {1: 2}}, [None, [[]]], b"\xff", {"": ""}]
)
def test_no_value_crashes(value: Value) -> None:
    expression = ENVIRONMENT.compile("l == 1")
    assert isinstance(expression, Expression)

    assert expression.evaluate({"s": "", "l": value}) is not True


def test_the_library_writes_nothing_of_its_own() -> None:
    script = (
        "from gate.expressions import Environment; from gate.expressions.types import *; "
        "e = Environment({'self': ObjectOf({'fooBar': MapOf(INT), 'foo_bar': MapOf(INT), 'FooBarEntry': INT})}, '1.34'); "
        "x = e.compile(\"self.fooBar['a'] == 1\"); print(x.evaluate({'self': {'fooBar': {'a': 1}}}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("True\n", "")
