"""Custom resources by JSON Schemas, in the layouts of kubeconform's users."""

from __future__ import annotations

import pytest

from gate.model.json import JsonObject, JsonValue, mapping
from gate.validate import catalogue
from gate.validate.published import carried
from tests.unit.validate.resources import crd, judged, plain, widget

SPEC: JsonObject = {"type": "object", "required": ["port"], "properties": {"port": {"type": "integer"}}}


def by(path: str, *, spec: JsonValue = SPEC, **more: JsonValue) -> JsonObject:
    made = carried(path, {"type": "object", "properties": {"spec": spec}, **more})
    assert made is not None
    return made


@pytest.mark.parametrize(
    "path",
    [
        "schemas/example.com/widget_v1.json",
        "example.com_widget_v1.json",
        "widget-example-v1.json",
        "schemas/widget_v1.json",
        "widget-v1.json",
    ],
)
def test_a_json_schema_is_found_by_its_name(path: str) -> None:
    known = catalogue((), (by(path),))
    assert judged(widget({"port": 80}), known) == []
    assert judged(widget({"port": "80"}), known) == [
        ("schema/type", "/spec/port", 'spec.port is a string ("80"), must be an integer')
    ]
    assert [rule for rule, _, _ in judged(widget({}, "v2"), known)] == ["schema/missing"]


def test_a_json_schema_is_found_by_the_kind_that_it_names() -> None:
    meant: JsonValue = [{"group": "example.com", "kind": "Widget", "version": "v1"}]
    known = catalogue((), (by("any.json", **{"x-kubernetes-group-version-kind": meant}),))
    assert judged(widget({}), known) == [("schema/required", "/spec", 'spec lacks "port"')]


def test_unknown_fields_are_refused_but_where_the_schema_opens() -> None:
    spec: JsonObject = {
        "type": "object",
        "properties": {
            "open": {"type": "object", "properties": {"a": {}}, "x-kubernetes-preserve-unknown-fields": True},
            "map": {"type": "object", "additionalProperties": {"type": "string"}},
            "form": {
                "type": "object",
                "properties": {"a": {}, "b": {}},
                "anyOf": [{"properties": {"a": {}}}],
            },
        },
    }
    known = catalogue((), (by("widget_v1.json", spec=spec),))
    assert judged(widget({"open": {"b": 1}, "map": {"b": "x"}, "form": {"a": 1, "b": 1}}), known) == []
    assert judged({**widget({"opne": 1}), "more": 1}, known) == [
        ("schema/unknown-field", "/more", 'unknown field "more"'),
        ("schema/unknown-field", "/spec/opne", 'unknown field "opne" in spec (did you mean "open"?)'),
    ]


def test_references_within_the_file_are_followed() -> None:
    known = catalogue(
        (), (by("widget_v1.json", spec={"$ref": "#/definitions/spec"}, definitions={"spec": SPEC}),)
    )
    assert judged(widget({"port": 1, "prt": 1}), known) == [
        ("schema/unknown-field", "/spec/prt", 'unknown field "prt" in spec (did you mean "port"?)')
    ]


@pytest.mark.parametrize(
    "reference", ["https://example.com/a.json", "file:///etc/passwd", "../other.json#/a"]
)
def test_what_leads_to_another_file_or_host_is_refused_aloud(reference: str) -> None:
    known = catalogue((), (by("widget_v1.json", spec={"$ref": reference}),))
    said = f'cannot be used: it refers to "{reference}", and no other file or host is read'
    message = f"Widget example.com/v1 is not validated: the JSON Schema widget_v1.json {said}"
    assert judged(widget({}), known) == [("schema/invalid-crd", "", message)]


def test_a_definition_comes_first() -> None:
    known = catalogue((), (by("widget_v1.json"), crd({"type": "object"})))
    assert judged(widget({}), known) == []


@pytest.mark.parametrize(
    "value", [None, [], "x", {}, plain("v1", "ConfigMap"), {"apiVersion": "v1", "kind": "List", "type": "x"}]
)
def test_what_is_no_json_schema_is_not_carried(value: JsonValue) -> None:
    assert carried("a.json", value) is None


def test_a_schema_that_does_not_compile_is_said() -> None:
    known = catalogue((), (by("widget_v1.json", spec={"type": "strin"}),))
    ((rule, _, message),) = judged(widget({}), known)
    assert rule == "schema/invalid-crd"
    assert "widget_v1.json cannot be used" in message
    assert mapping(by("a.json")["schema"])["type"] == "object"
