"""The rules of structural schemas, each with the near miss that is right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.model.json import JsonObject, JsonValue, pointer_of
from gate.validate.crd.schemas import schema_breaches

STRING: JsonObject = {"type": "string"}
KEYED: JsonObject = {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["a"]}
ITEMS: JsonObject = {"type": "object", "required": ["a"], "properties": {"a": STRING}}
OPTIONAL: JsonObject = {"type": "object", "properties": {"a": STRING}}
EMBEDDED_KIND: JsonObject = {
    "type": "object",
    "x-kubernetes-embedded-resource": True,
    "properties": {"kind": {"type": "integer"}},
}
EMBEDDED: JsonObject = {"type": "object", "x-kubernetes-embedded-resource": True}


def breaches(root: JsonObject, *, has_status: bool = False) -> list[tuple[str, str]]:
    found = schema_breaches(
        root, lambda value, _: "a number" if isinstance(value, int) else "", has_status=has_status
    )
    return [(pointer_of(at), says) for at, says in found]


def of_field(schema: JsonValue) -> list[tuple[str, str]]:
    root: JsonObject = {"type": "object", "properties": {"f": schema}}
    return [(pointer.removeprefix("/properties/f"), says) for pointer, says in breaches(root)]


BELOW = "must be left out below allOf, anyOf, oneOf and not"


@pytest.mark.parametrize(
    ("schema", "pointer", "says"),
    [
        ({}, "", "lacks a type, which must not be empty for specified object fields"),
        ({"type": "text"}, "/type", 'is "text", must be one of array, boolean, integer, number, object, string'),
        ({"type": "null"}, "/type", "cannot be null, use nullable as an alternative"),
        ({"type": "array"}, "", "lacks items, which a list must specify"),
        ({"type": "array", "items": {}}, "/items", "lacks a type, which must not be empty for specified array items"),
        ({"type": "array", "items": STRING, "uniqueItems": True}, "/uniqueItems", "cannot be set to true since the runtime complexity becomes quadratic"),
        ({"type": "object", "properties": {"a": STRING}, "additionalProperties": STRING}, "/additionalProperties", "and properties are mutually exclusive"),
        ({"type": "string", "definitions": {"a": STRING}}, "/definitions", "is not supported in the schema of a CustomResourceDefinition"),
        ({"type": "object", "x-kubernetes-preserve-unknown-fields": False}, "/x-kubernetes-preserve-unknown-fields", "must be true or left out"),
        ({"type": "string", "x-kubernetes-map-type": "atomic"}, "/type", "must be object if x-kubernetes-map-type is specified"),
        ({"type": "string", "anyOf": [{"type": "string"}]}, "/anyOf/0/type", BELOW),
        ({"type": "string", "not": {"description": "x"}}, "/not/description", BELOW),
        ({"type": "string", "pattern": "(?=a)"}, "/pattern", 'is "(?=a)", which is not a regular expression: there is no lookahead or lookbehind in Go\'s regular expressions'),
        ({"x-kubernetes-int-or-string": True, "x-kubernetes-preserve-unknown-fields": True}, "/x-kubernetes-preserve-unknown-fields", "must be false if x-kubernetes-int-or-string is true"),
        (EMBEDDED, "", "lacks properties, which x-kubernetes-embedded-resource without x-kubernetes-preserve-unknown-fields needs"),
        (EMBEDDED_KIND, "/properties/kind/type", "must be string"),
        ({**KEYED, "items": OPTIONAL}, "/items/properties/a", "must be required or have a default: the property is in x-kubernetes-list-map-keys"),
        ({**KEYED, "items": {**ITEMS, "nullable": True}}, "/items/nullable", "cannot be true when x-kubernetes-list-type is map"),
        ({**KEYED, "items": {"type": "object"}}, "/x-kubernetes-list-map-keys/0", 'is "a", must be the name of a property of the items'),
        ({"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "object"}}, "/items", "is an object whose x-kubernetes-map-type must be atomic as item of a list with x-kubernetes-list-type: set"),
        ({"type": "string", "default": 1}, "/default", "does not fit its own schema: a number"),
    ],
)  # fmt: skip
def test_a_field_that_is_not_structural(schema: JsonObject, pointer: str, says: str) -> None:
    assert of_field(schema) == [(pointer, says)]


@pytest.mark.parametrize(
    "schema",
    [
        STRING,
        {"x-kubernetes-preserve-unknown-fields": True},
        {"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]},
        {"x-kubernetes-int-or-string": True, "allOf": [{"anyOf": [{"type": "integer"}, {"type": "string"}]}, {"pattern": "a"}]},
        {"type": "object", "properties": {"a": STRING}, "additionalProperties": True},
        {"type": "object", "definitions": {}, "patternProperties": {}},
        {"type": "string", "anyOf": [{"pattern": "a"}, {"enum": ["b"]}], "not": {"maxLength": 3}},
        {**EMBEDDED, "x-kubernetes-preserve-unknown-fields": True},
        {**EMBEDDED, "properties": {"spec": STRING}},
        {**KEYED, "items": ITEMS},
        {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "array", "items": STRING}},
        {"type": "string", "default": "a"},
        {"type": "string", "format": "unknown", "example": 3, "externalDocs": {"url": "x"}},
    ],
    ids=str,
)  # fmt: skip
def test_a_field_that_is_structural(schema: JsonObject) -> None:
    assert of_field(schema) == []


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"nullable": True}, "/nullable"),
        ({"additionalProperties": True}, "/additionalProperties"),
        ({"properties": {"metadata": {"type": "object", "description": "x"}}}, "/properties/metadata"),
        ({"properties": {"kind": {"type": "string", "default": "X"}}}, "/properties/kind/default"),
        ({"anyOf": [{"properties": {"other": {"minimum": 1}}}]}, "/anyOf/0/properties/other"),
    ],
)
def test_the_root_has_rules_of_its_own(more: JsonObject, pointer: str) -> None:
    assert [at for at, _ in breaches({"type": "object", **more})] == [pointer]


def test_a_status_of_its_own_leaves_little_to_the_root() -> None:
    root: JsonObject = {"type": "object", "oneOf": [{"required": ["spec"]}], "required": ["spec"]}
    assert breaches(root) == []
    assert breaches(root, has_status=True) == [
        ("/oneOf", "is not allowed at the root of the schema if the status subresource is enabled")
    ]


KEYWORDS = st.sampled_from(
    ["type", "properties", "items", "additionalProperties", "anyOf", "not", "default", "required", "pattern",
     "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-embedded-resource", "metadata", "enum"]
)  # fmt: skip
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.sampled_from(["object", "array", "string", "map", "(a"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYWORDS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYWORDS, ANY, max_size=5))
def test_nothing_that_is_written_as_a_schema_breaks_the_rules_themselves(root: JsonObject) -> None:
    assert all(isinstance(says, str) for _, says in breaches(root, has_status=True))
