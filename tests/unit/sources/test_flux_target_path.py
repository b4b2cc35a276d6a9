"""Single values of HelmReleases by their path."""

from __future__ import annotations

import json

import pytest

from gate.model.json import JsonValue
from gate.sources.flux_target_path import value_at


@pytest.mark.parametrize(
    ("path", "value", "values"),
    [
        ("a", "text", {"a": "text"}),
        ("a.b", "3", {"a": {"b": 3}}),
        ("a", "03", {"a": "03"}),
        ("a", "0", {"a": 0}),
        ("a", "-7", {"a": -7}),
        ("a", "1.5", {"a": "1.5"}),
        ("a", "true", {"a": True}),
        ("a", "False", {"a": False}),
        ("a", "null", {"a": None}),
        ("a", "'3'", {"a": "3"}),
        ("a", '"true"', {"a": "true"}),
        ("a", "two words\n", {"a": "two words\n"}),
        (r"annotations.example\.com/name", "x", {"annotations": {"example.com/name": "x"}}),
    ],
)
def test_a_value_stands_at_its_path_as_set_would_put_it(path: str, value: str, values: JsonValue) -> None:
    assert json.loads(value_at(path, value, literal=False)) == values


@pytest.mark.parametrize("value", ["3", "a,b=c", "{a}", "'q'", "a\\b"])
def test_a_literal_is_a_text(value: str) -> None:
    assert json.loads(value_at("a.b", value, literal=True)) == {"a": {"b": value}}


@pytest.mark.parametrize(
    ("path", "value"),
    [("a[0]", "x"), ("a", "b,c=d"), ("a", "{b,c}"), ("", "x"), ("a..b", "x"), ("a=b", "x"), ("a", "b\\,c")],
)
def test_what_set_would_take_apart_is_left(path: str, value: str) -> None:
    assert value_at(path, value, literal=False) == ""
