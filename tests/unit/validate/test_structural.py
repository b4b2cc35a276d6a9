"""Each test holds a sentence of the Kubernetes documentation on structural schemas, pruning and defaulting."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.model.json import JsonObject, JsonValue
from gate.validate import catalogue
from gate.validate.defaulting import completed
from gate.validate.keywords import SchemaError
from gate.validate.structural import Surroundings, closed
from tests.unit.validate.resources import crd, judged, widget

STRING: JsonObject = {"type": "string"}


def said_of(schema: JsonValue, spec: JsonValue) -> list[tuple[str, str]]:
    return [(rule, pointer) for rule, pointer, _ in judged(widget(spec), catalogue((), (crd(schema),)))]


def test_an_object_without_fields_keeps_none() -> None:
    assert said_of({"type": "object"}, {"a": 1}) == [("schema/unknown-field", "/spec/a")]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "additionalProperties": {"type": "string"}},
        {"type": "object", "additionalProperties": True},
        {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
        {"x-kubernetes-preserve-unknown-fields": True},
        {"type": "object", "properties": {"b": STRING}, "x-kubernetes-preserve-unknown-fields": True},
    ],
    ids=str,
)
def test_an_open_object_keeps_all(schema: JsonObject) -> None:
    assert said_of(schema, {"a": "x"}) == []


def test_fields_named_below_an_open_object_are_closed_again() -> None:
    inner: JsonObject = {"type": "object", "properties": {"b": STRING}}
    schema: JsonObject = {
        "type": "object",
        "x-kubernetes-preserve-unknown-fields": True,
        "properties": {"in": inner},
    }
    assert said_of(schema, {"a": 1, "in": {"c": 1}}) == [("schema/unknown-field", "/spec/in/c")]


def test_what_stands_below_a_junctor_closes_nothing() -> None:
    schema: JsonObject = {
        "type": "object",
        "properties": {"a": STRING, "b": STRING},
        "anyOf": [{"properties": {"a": {"enum": ["x"]}}, "required": ["a"]}, {"required": ["b"]}],
    }
    assert said_of(schema, {"a": "x", "b": "y"}) == []


@pytest.mark.parametrize("value", [1, "50%"])
def test_an_integer_or_a_string_is_either(value: JsonValue) -> None:
    schema: JsonObject = {
        "type": "object",
        "properties": {
            "a": {
                "x-kubernetes-int-or-string": True,
                "anyOf": [{"type": "integer"}, {"type": "string"}],
                "pattern": "^[0-9]+%?$",
            }
        },
    }
    assert said_of(schema, {"a": value}) == []
    assert said_of(schema, {"a": "x"}) == [("schema/value", "/spec/a")]


def test_an_embedded_resource_has_kind_and_metadata() -> None:
    schema: JsonObject = {
        "type": "object",
        "properties": {"template": {"type": "object", "x-kubernetes-embedded-resource": True, "properties": {"spec": STRING}}},
    }  # fmt: skip
    right: JsonObject = {"apiVersion": "v1", "kind": "X", "metadata": {"name": "x"}, "spec": "x"}
    assert said_of(schema, {"template": right}) == []
    assert said_of(schema, {"template": {"kind": "X", "metadata": {"nam": "x"}}}) == [
        ("schema/required", "/spec/template"),
        ("schema/unknown-field", "/spec/template/metadata/nam"),
    ]


def test_a_required_field_with_a_default_is_not_missing() -> None:
    schema: JsonObject = {
        "type": "object",
        "required": ["a", "b"],
        "properties": {"a": {"type": "integer", "default": 0}, "b": STRING},
    }
    assert said_of(schema, {"b": "x"}) == []
    assert said_of(schema, {"a": None, "b": "x"}) == []
    assert said_of(schema, {"a": 1}) == [("schema/required", "/spec")]


def test_a_null_that_is_not_allowed_is_dropped_and_so_may_be_missing() -> None:
    schema: JsonObject = {"type": "object", "required": ["a"], "properties": {"a": STRING, "b": STRING}}
    assert said_of(schema, {"a": "x", "b": None}) == []
    assert said_of(schema, {"a": None}) == [("schema/required", "/spec")]


def test_a_null_that_is_allowed_stays() -> None:
    nullable: JsonObject = {"type": "string", "nullable": True, "oneOf": [{"pattern": "x"}]}
    schema: JsonObject = {"type": "object", "required": ["a"], "properties": {"a": nullable}}
    assert said_of(schema, {"a": None}) == []


def test_a_null_is_none_of_an_enumeration_even_where_it_is_allowed() -> None:
    nullable: JsonObject = {"type": "string", "nullable": True, "enum": ["x"]}
    schema: JsonObject = {"type": "object", "properties": {"a": nullable}}
    assert said_of(schema, {"a": None}) == [("schema/required", "/spec/a")]


def test_a_null_in_a_list_is_judged() -> None:
    schema: JsonObject = {"type": "object", "properties": {"a": {"type": "array", "items": STRING}}}
    assert said_of(schema, {"a": [None]}) == [("schema/type", "/spec/a/0")]


def test_forms_are_judged_after_defaults_are_put_in() -> None:
    address: JsonObject = {
        "type": "object",
        "properties": {"type": {"type": "string", "default": "IP"}, "value": STRING},
        "oneOf": [
            {"properties": {"type": {"enum": ["IP"]}}},
            {"properties": {"type": {"not": {"enum": ["IP"]}}}},
        ],
    }
    assert said_of(address, {"value": "10.0.0.1"}) == []


def test_forms_are_told_apart_by_a_format() -> None:
    schema: JsonObject = {"type": "object", "properties": {"a": {"type": "string", "oneOf": [{"format": "ipv4"}, {"format": "ipv6"}]}, "b": {"type": "string", "not": {"format": "ipv4"}}}}  # fmt: skip
    assert said_of(schema, {"a": "10.0.0.1", "b": "x"}) == []
    assert said_of(schema, {"a": "x", "b": "10.0.0.1"}) == [
        ("schema/value", "/spec/a"),
        ("schema/value", "/spec/b"),
    ]


@pytest.mark.parametrize(
    "schema",
    [
        [],
        {"type": ["string"]},
        {"properties": []},
        {"properties": {"a": 1}},
        {"required": "a"},
        {"anyOf": {}},
        {"not": []},
        {"pattern": 1},
        {"maximum": "1"},
        {"items": 3},
        {"minLength": True},
    ],
    ids=str,
)
def test_a_malformed_schema_is_refused(schema: JsonValue) -> None:
    with pytest.raises(SchemaError):
        closed(schema, Surroundings({}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
SCHEMAS = st.recursive(
    st.sampled_from([{"type": "string"}, {"type": "integer", "default": 1}, {"x-kubernetes-preserve-unknown-fields": True}]),
    lambda inner: st.builds(
        lambda fields, nullable: {"type": "object", "properties": fields, "nullable": nullable},
        st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
        st.booleans(),
    ) | st.builds(lambda items: {"type": "array", "items": items}, inner),
    max_leaves=6,
)  # fmt: skip


@given(JSON)
def test_any_schema_is_taken_or_refused(schema: JsonValue) -> None:
    with suppress(SchemaError):
        assert closed(schema, Surroundings({}))["type"] == "object"


@given(st.dictionaries(st.sampled_from("abc"), JSON, max_size=3), SCHEMAS)
def test_completing_twice_is_completing_once(body: JsonObject, schema: JsonObject) -> None:
    once = completed(body, schema)
    assert completed(once, schema) == once
