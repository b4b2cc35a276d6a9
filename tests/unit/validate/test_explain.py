from __future__ import annotations

import pytest

from gate.model.json import JsonObject, JsonValue
from gate.validate import catalogue
from gate.validate.explain import Fault, explain
from gate.validate.schemas import Schema
from tests.unit.validate.resources import CATALOGUE, crd, judged, widget

INT_OR_STRING: JsonValue = [{"type": "integer"}, {"type": "string"}]


def said_of(schema: JsonValue, value: JsonValue) -> list[tuple[str, str, str]]:
    """What is said of a value at /spec/it."""
    known = catalogue((), (crd({"type": "object", "properties": {"it": schema}}),))
    return judged(widget({"it": value}), known)


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"type": "string", "enum": ["Always", "Never"]}, "Sometimes", 'is "Sometimes", must be Always or Never'),
        ({"type": "string", "enum": ["Always", "Never"]}, "always", 'is "always", must be Always or Never (did you mean "Always"?)'),
        ({"type": "integer", "enum": [1, 2, 3]}, 4, "is 4, must be 1, 2 or 3"),
        ({"type": "string", "enum": ["only"]}, "x y@z", "is a string that is not allowed, must be only"),
        ({"type": "string", "pattern": "^[a-z]+$"}, "A1", 'is "A1", must match ^[a-z]+$'),
        ({"type": "integer", "minimum": 1}, 0, "is 0, must be at least 1"),
        ({"type": "integer", "maximum": 9}, 10, "is 10, must be at most 9"),
        ({"type": "number", "minimum": 0, "exclusiveMinimum": True}, 0, "is 0, must be more than 0"),
        ({"type": "number", "maximum": 1, "exclusiveMaximum": True}, 1, "is 1, must be less than 1"),
        ({"type": "integer", "multipleOf": 5}, 7, "is 7, must be a multiple of 5"),
        ({"type": "string", "minLength": 3}, "ab", 'is "ab", must have at least 3 characters'),
        ({"type": "string", "maxLength": 1}, "ab", 'is "ab", must have at most 1 characters'),
        ({"type": "array", "items": {"type": "string"}, "minItems": 1}, [], "has a value that is not allowed, must have at least 1 items"),
        ({"type": "array", "items": {"type": "string"}, "maxItems": 1}, ["a", "b"], "has a value that is not allowed, must have at most 1 items"),
        ({"type": "string", "not": {"enum": ["root"]}}, "root", "has a form that the schema forbids"),
    ],
)  # fmt: skip
def test_a_value_that_breaks_a_constraint_is_told_the_constraint(
    schema: JsonObject, value: JsonValue, message: str
) -> None:
    assert said_of(schema, value) == [("schema/value", "/spec/it", f"spec.it {message}")]


def test_many_choices_are_cut() -> None:
    choices: list[JsonValue] = [f"choice{number:02}" for number in range(20)]
    ((_, _, message),) = said_of({"type": "string", "enum": choices}, "zzz")
    assert message.endswith("choice10, choice11 and 8 more")


@pytest.mark.parametrize(
    ("schema", "value", "rule", "message"),
    [
        (
            {"x-kubernetes-int-or-string": True, "anyOf": INT_OR_STRING},
            True,
            "schema/type",
            "is a boolean (true), must be an integer or a string",
        ),
        (
            {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
             "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {},
            "schema/value",
            "must have exactly one of a, b",
        ),
        (
            {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
             "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {},
            "schema/value",
            "must have one of a, b",
        ),
        (
            {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
             "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {"a": "1", "b": "2"},
            "schema/value",
            "fits several forms of which exactly one is allowed",
        ),
        (
            {"type": "integer", "anyOf": [{"maximum": 3}, {"minimum": 7}]},
            5,
            "schema/value",
            "fits none of the 2 allowed forms; nearest: spec.it is 5, must be at most 3",
        ),
        (
            {"type": "string", "allOf": [{"minLength": 2}, {"pattern": "^x"}]},
            "xx",
            "",
            "",
        ),
    ],
)  # fmt: skip
def test_a_choice_of_forms_is_put_in_words(
    schema: JsonObject, value: JsonValue, rule: str, message: str
) -> None:
    expected = [(rule, "/spec/it", f"spec.it {message}")] if rule else []
    assert said_of(schema, value) == expected


def test_the_values_of_what_sounds_secret_are_not_repeated() -> None:
    field: JsonObject = {"type": "string", "pattern": "^x"}
    known = catalogue((), (crd({"type": "object", "properties": {"adminPassword": field}}),))
    assert judged(widget({"adminPassword": "hunter2"}), known) == [
        (
            "schema/value",
            "/spec/adminPassword",
            "spec.adminPassword has a value that is not allowed, must match ^x",
        )
    ]


def test_a_pattern_that_would_keep_a_backtracking_engine_busy_is_judged_all_the_same() -> None:
    value = "a" * 60 + "!"
    assert [rule for rule, _, _ in said_of({"type": "string", "pattern": "^(a+)+$"}, value)] == [
        "schema/value"
    ]


@pytest.mark.parametrize("fails", [True, False])
def test_when_the_slow_validator_cannot_explain_the_fast_verdict_stands(
    fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def errors(_schema: Schema, _body: JsonObject) -> list[object]:
        if fails:
            raise RecursionError
        return []

    monkeypatch.setattr(Schema, "errors", errors)
    schema = CATALOGUE.newest.schema("v1", "ConfigMap")
    assert schema is not None
    assert explain(schema, {"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": 1}}, "ConfigMap") == (
        Fault("schema/value", "does not fit the schema of ConfigMap (type)", "/data/a"),
    )
