"""What the API server asks of a custom resource besides its schema: unlike items, embedded resources, replicas."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.model.json import JsonObject, JsonValue
from gate.validate import catalogue
from gate.validate.formats import CHECKS, FORMATS, constraint
from tests.unit.validate.resources import crd, judged, widget

SET: JsonObject = {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}}
MAP: JsonObject = {
    "type": "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["name", "protocol"],
    "items": {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "protocol": {"type": "string", "default": "TCP"}},
    },
}
TEMPLATE: JsonObject = {
    "type": "object",
    "x-kubernetes-embedded-resource": True,
    "x-kubernetes-preserve-unknown-fields": True,
}
KNOWN = catalogue(
    (),
    (
        crd(
            {
                "type": "object",
                "properties": {"set": SET, "map": MAP, "template": TEMPLATE, "n": {"type": "integer"}},
            },
            subresources={"scale": {"specReplicasPath": ".spec.n", "statusReplicasPath": ".status.n"}},
        ),
    ),
)


@pytest.mark.parametrize(
    ("spec", "rule", "pointer", "message"),
    [
        ({"set": ["a", "b", "a"]}, "api/duplicate", "/spec/set/2", "spec.set[2] is the same as item 0, must differ"),
        ({"map": [{"name": "a"}, {"name": "a", "protocol": "TCP"}]}, "api/duplicate", "/spec/map/1", 'spec.map[1] is the same by "name": "a", "protocol": "TCP" as item 0, must differ'),
        ({"template": {"apiVersion": "v1", "kind": ""}}, "api/required", "/spec/template/kind", "spec.template.kind must not be empty"),
        ({"template": {"apiVersion": "a/b/c", "kind": "X"}}, "api/format", "/spec/template/apiVersion", 'spec.template.apiVersion is "a/b/c", must be group/version'),
        ({"template": {"apiVersion": "v1", "kind": "X", "metadata": {"name": "a/b"}}}, "api/name", "/spec/template/metadata/name", 'spec.template.metadata.name is "a/b", must be a name without "/" and "%", and not "." or ".."'),
        ({"template": {"apiVersion": "v1", "kind": "X", "metadata": {"nam": "a"}}}, "schema/unknown-field", "/spec/template/metadata/nam", 'unknown field "nam" in spec.template.metadata (did you mean "name"?)'),
        ({"n": -1}, "api/range", "/spec/n", "spec.n is -1, must be between 0 and 2147483647"),
    ],
)  # fmt: skip
def test_what_is_wrong(spec: JsonObject, rule: str, pointer: str, message: str) -> None:
    assert judged(widget(spec), KNOWN) == [(rule, pointer, message)]


@pytest.mark.parametrize(
    "spec",
    [
        {"set": ["a", "b"]},
        {"map": [{"name": "a"}, {"name": "a", "protocol": "UDP"}]},
        {"template": {"apiVersion": "v1", "kind": "X", "metadata": {"name": "A_b"}, "anything": 1}},
        {"template": {"apiVersion": "v1", "kind": "X"}},
        {"n": 0},
        {},
    ],
    ids=str,
)
def test_near_misses_are_right(spec: JsonObject) -> None:
    assert judged(widget(spec), KNOWN) == []


def test_a_namespace_is_judged_where_there_is_one() -> None:
    body: JsonObject = {**widget({}), "metadata": {"name": "a", "namespace": "Not_Valid"}}
    assert [(rule, pointer) for rule, pointer, _ in judged(body, KNOWN)] == [
        ("api/name", "/metadata/namespace")
    ]


@pytest.mark.parametrize(
    ("written", "text", "says"),
    [
        ("ipv4", "10.0.0.256", 'spec.f is "10.0.0.256", must be an IPv4 address'),
        ("date-time", "2024-02-30T10:00:00Z", 'spec.f is "2024-02-30T10:00:00Z", must be a date and time such as 2006-01-02T15:04:05Z'),
        ("duration", "soon", 'spec.f is "soon", must be a duration such as 1h30m'),
    ],
)  # fmt: skip
def test_a_format_that_the_server_knows_is_judged(written: str, text: str, says: str) -> None:
    known = catalogue(
        (), (crd({"type": "object", "properties": {"f": {"type": "string", "format": written}}}),)
    )
    assert judged(widget({"f": text}), known) == [("schema/value", "/spec/f", says)]


def test_a_format_that_the_server_does_not_know_is_a_note() -> None:
    known = catalogue(
        (), (crd({"type": "object", "properties": {"f": {"type": "string", "format": "regex"}}}),)
    )
    assert judged(widget({"f": "("}), known) == []
    assert constraint("k8s-short-name", (1, 34)) is None
    assert constraint("k8s-short-name", (1, 35)) is not None


@given(st.sampled_from(sorted(CHECKS)), st.text(max_size=24))
def test_every_format_answers_every_text(name: str, text: str) -> None:
    assert CHECKS[name](text) in {True, False}
    assert len(CHECKS) == len(FORMATS)


@given(st.lists(st.sampled_from("abc"), max_size=6))
def test_as_many_items_are_told_as_are_there_before(items: list[JsonValue]) -> None:
    told = judged(widget({"set": items}), KNOWN)
    assert len(told) == len(items) - len(set(map(str, items)))
