"""The kind that a template makes, and what it says of constraints."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gate.evaluate.gatekeeper import constraint_definitions
from gate.evaluate.gatekeeper.definition import constraint_schema
from gate.model.json import JsonObject, JsonValue
from gate.validate.defaulting import completed
from tests.unit.evaluate.gatekeeper.samples import constraint, template
from tests.unit.validate.resources import findings

TYPED: JsonObject = {
    "openAPIV3Schema": {
        "type": "object",
        "properties": {"most": {"type": "integer", "default": 3}, "names": {"type": "array"}},
    }
}
PRESERVE = "x-kubernetes-preserve-unknown-fields"


def said(made_by: JsonObject, spec: JsonObject) -> list[tuple[str, str]]:
    crds = tuple(constraint_definitions([made_by]))
    return [(one.rule, one.pointer) for one in findings(constraint(spec=spec).body, crds=crds)]


@pytest.mark.parametrize(
    ("spec", "faults"),
    [
        ({"parameters": {"most": 1}}, []),
        ({"parameters": {"most": "many"}}, [("schema/type", "/spec/parameters/most")]),
        ({"parameters": {"least": 1}}, [("schema/unknown-field", "/spec/parameters/least")]),
        ({"match": {"kinds": [{"kinds": ["Pod"]}], "name": "web-*"}}, []),
        ({"match": {"kind": []}}, [("schema/unknown-field", "/spec/match/kind")]),
        ({"match": {"namespaces": ["Shop"]}}, [("schema/value", "/spec/match/namespaces/0")]),
        ({"match": {"source": "Any"}}, [("schema/value", "/spec/match/source")]),
        ({"enforcementAction": 1}, [("schema/type", "/spec/enforcementAction")]),
    ],
)
def test_a_constraint_is_judged_by_its_template(spec: JsonObject, faults: list[tuple[str, str]]) -> None:
    assert said(template(validation=TYPED), spec) == faults


@pytest.mark.parametrize(
    ("version", "validation", "parameters"),
    [
        ("v1", None, None),
        ("v1", {"legacySchema": True}, {PRESERVE: True}),
        ("v1beta1", None, {PRESERVE: True}),
        ("v1alpha1", {"legacySchema": False}, None),
        ("v1", TYPED, TYPED["openAPIV3Schema"]),
        (
            "v1beta1",
            TYPED,
            {
                "type": "object",
                PRESERVE: True,
                "properties": {
                    "most": {"type": "integer", "default": 3},
                    "names": {"type": "array", "items": {PRESERVE: True}},
                },
            },
        ),
    ],
)
def test_a_legacy_schema_keeps_what_it_does_not_know(
    version: str, validation: JsonValue, parameters: JsonValue
) -> None:
    schema = constraint_schema(template(version=version, validation=validation))

    assert next(_found(schema, "parameters"), None) == parameters


def test_defaults_are_put_in_where_there_are_parameters() -> None:
    schema = constraint_schema(template(validation=TYPED))

    assert completed(constraint(spec={"parameters": {}}).body, schema)["spec"] == {
        "enforcementAction": "deny",
        "parameters": {"most": 3},
    }
    assert completed(constraint().body, schema)["spec"] == {"enforcementAction": "deny"}


def _found(schema: JsonValue, name: str) -> Iterator[JsonValue]:
    for key, value in schema.items() if isinstance(schema, dict) else ():
        if key == name:
            yield value
        else:
            yield from _found(value, name)
