from __future__ import annotations

import pytest

from gate.model.json import JsonObject, JsonValue
from gate.validate import Catalogue, catalogue, crds_in, crds_of, validate
from tests.unit.validate.resources import crd, deployment, findings, judged, plain, resource, said, widget

PORT: JsonObject = {"type": "object", "required": ["port"], "properties": {"port": {"type": "integer"}}}


def knowing(*definitions: JsonObject) -> Catalogue:
    return catalogue((), definitions)


def test_a_custom_resource_is_judged_by_its_definition() -> None:
    known = knowing(crd(PORT))
    assert judged(widget({"port": 80}), known) == []
    assert judged(widget({"prt": 80}), known) == [
        ("schema/required", "/spec", 'spec lacks "port"'),
        ("schema/unknown-field", "/spec/prt", 'unknown field "prt" in spec (did you mean "port"?)'),
    ]


def test_findings_of_custom_kinds_name_no_kubernetes_version() -> None:
    (finding,) = findings(widget({}), ("1.30", "1.37"), crds=(crd(PORT),))
    assert finding.kubernetes_versions == ()


def test_the_metadata_is_that_of_every_object() -> None:
    metadata: JsonObject = {"name": "x", "label": {}, "annotations": {"a": 1}}
    body: JsonObject = {**widget({"port": 1}), "metadata": metadata}
    assert judged(body, knowing(crd(PORT))) == [
        (
            "schema/type",
            "/metadata/annotations/a",
            "metadata.annotations.a is an integer (1), must be a string",
        ),
        (
            "schema/unknown-field",
            "/metadata/label",
            'unknown field "label" in metadata (did you mean "labels"?)',
        ),
    ]


def test_a_status_that_is_a_resource_of_its_own_is_only_pruned() -> None:
    status: JsonObject = {"type": "object", "properties": {"count": {"type": "integer"}}}
    schema: JsonObject = {
        "openAPIV3Schema": {"type": "object", "properties": {"spec": PORT, "status": status}}
    }
    counted: JsonObject = {**widget({"port": 1}), "status": {"count": "many"}}
    wrong = [("schema/type", "/status/count", 'status.count is a string ("many"), must be an integer')]
    assert judged(counted, knowing(crd(PORT, schema=schema))) == wrong
    known = knowing(crd(PORT, schema=schema, subresources={"status": {}}))
    assert judged(counted, known) == []
    assert judged({**counted, "status": {"x": 1}}, known) == [
        ("schema/unknown-field", "/status/x", 'unknown field "x" in status')
    ]


def test_a_kind_near_one_that_is_defined_gets_the_hint() -> None:
    body = plain("example.com/v1", "Widgt")
    assert judged(body, knowing(crd(PORT))) == [
        ("schema/missing", "", "no schema for Widgt example.com/v1 (did you mean Widget?): not validated")
    ]


@pytest.mark.parametrize("served", [True, False])
def test_a_version_that_is_not_served_is_an_error(served: bool) -> None:
    definition = crd(PORT, served=served)
    (finding,) = findings(widget({}, "v2"), crds=(definition,))
    assert (finding.rule, finding.severity, finding.pointer) == (
        "schema/unserved-version",
        "error",
        "/apiVersion",
    )
    serves = "v1" if served else "no version"
    assert finding.message == f'the CustomResourceDefinition of Widget serves {serves}, not "v2"'


def test_a_version_that_is_listed_as_not_served_is_not_served() -> None:
    assert said(widget({"port": 1}), crds=(crd(PORT, served=False),)) == [
        (
            "schema/unserved-version",
            "/apiVersion",
            'the CustomResourceDefinition of Widget serves no version, not "v1"',
        )
    ]


def test_a_deprecated_version_is_a_warning_with_the_definitions_own_words() -> None:
    definition = crd(PORT, deprecated=True, deprecationWarning="use v2,\n please")
    (finding,) = findings(widget({"port": 1}), crds=(definition,))
    assert (finding.rule, finding.severity, finding.pointer) == (
        "schema/deprecated-api",
        "warning",
        "/apiVersion",
    )
    assert (
        finding.message
        == "example.com/v1 Widget is deprecated by its CustomResourceDefinition: use v2, please"
    )


def test_a_resource_is_right_when_one_of_several_definitions_accepts_it() -> None:
    newer: JsonObject = {"type": "object", "properties": {"host": {"type": "string"}}}
    known = knowing(crd(PORT), crd(newer))
    assert judged(widget({"port": 1}), known) == []
    assert judged(widget({"host": "x"}), known) == []
    assert judged(widget({"host": 1}), known) == [
        ("schema/type", "/spec/host", "spec.host is an integer (1), must be a string")
    ]


def test_a_definition_is_judged_as_a_resource() -> None:
    definition = crd(PORT)
    assert said(definition) == []
    assert said({**definition, "spec": {**_spec(definition), "scop": "x"}}) == [
        ("schema/unknown-field", "/spec/scop", 'unknown field "scop" in spec (did you mean "scope"?)')
    ]


def _spec(definition: JsonObject) -> JsonObject:
    spec = definition["spec"]
    assert isinstance(spec, dict)
    return spec


SCHEMA = "/spec/versions/0/schema/openAPIV3Schema"


@pytest.mark.parametrize(
    ("spec", "pointer", "reason"),
    [
        ({"type": "object", "$ref": "file:///etc/passwd"}, f"{SCHEMA}/properties/spec/$ref", "properties.spec.$ref is not supported in the schema of a CustomResourceDefinition"),
        ({"type": "object", "oneOf": [{"$ref": "#"}]}, f"{SCHEMA}/properties/spec/oneOf/0/$ref", "properties.spec.oneOf[0].$ref is not supported in the schema of a CustomResourceDefinition"),
        ({"type": "strin"}, f"{SCHEMA}/properties/spec/type", 'properties.spec.type is "strin", must be one of array, boolean, integer, number, object, string'),
        ({"type": "string", "pattern": "(a"}, f"{SCHEMA}/properties/spec/pattern", 'properties.spec.pattern is "(a", which is not a regular expression: its brackets, ranges or operators do not fit together'),
    ],
)  # fmt: skip
def test_a_schema_that_cannot_be_used_is_an_error_at_the_definition_and_unjudged_at_its_resources(
    spec: JsonObject, pointer: str, reason: str
) -> None:
    definition = crd(spec)
    (finding,) = findings(definition)
    assert (finding.rule, finding.severity, finding.unjudged) == ("schema/invalid-crd", "error", False)
    assert finding.pointer == pointer
    assert finding.message == f"the schema of version v1: {reason}"
    (of_instance,) = findings(widget({}), crds=(definition,))
    assert (of_instance.rule, of_instance.severity, of_instance.unjudged) == (
        "schema/invalid-crd",
        "error",
        True,
    )
    assert of_instance.message.startswith("Widget example.com/v1 is not validated: ")


def test_a_version_without_a_schema_is_invalid() -> None:
    assert said(crd(PORT, schema=None)) == [
        (
            "schema/invalid-crd",
            "/spec/versions/0",
            "the schema of version v1 cannot be used: version v1 has no schema",
        )
    ]


def test_a_schema_that_is_nested_beyond_reason_is_invalid() -> None:
    schema: JsonValue = {"type": "string"}
    for _ in range(104):
        schema = {"type": "object", "properties": {"a": schema}}
    (finding,) = findings(crd(schema))
    assert finding.message == "the schema of version v1 cannot be used: the schema is nested too deeply"


def test_a_schema_that_is_too_deep_to_write_down_is_invalid() -> None:
    schema: JsonValue = {"type": "string"}
    for _ in range(400):
        schema = {"type": "object", "properties": {"a": schema}}
    (finding,) = findings(widget({}), crds=(crd(schema),))
    assert (finding.rule, finding.unjudged) == ("schema/invalid-crd", True)


def test_a_definition_of_v1beta1_is_used_although_it_was_removed() -> None:
    definition: JsonObject = {
        "apiVersion": "apiextensions.k8s.io/v1beta1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com",
            "version": "v1",
            "names": {"kind": "Widget", "plural": "widgets"},
            "validation": {"openAPIV3Schema": {"properties": {"spec": PORT}}},
        },
    }
    assert [rule for rule, _, _ in said(definition)] == ["schema/removed-api"]
    known = knowing(definition)
    assert judged(widget({"port": 1, "more": 1}), known) == []
    assert judged(widget({"port": "x"}), known) == [
        ("schema/type", "/spec/port", 'spec.port is a string ("x"), must be an integer')
    ]
    strict = {**definition, "spec": {**_spec(definition), "preserveUnknownFields": False}}
    assert judged(widget({"port": 1, "more": 1}), knowing(strict)) == [
        ("schema/unknown-field", "/spec/more", 'unknown field "more" in spec')
    ]


def test_versions_of_v1beta1_share_a_schema_unless_they_have_their_own() -> None:
    definition: JsonObject = {
        "apiVersion": "apiextensions.k8s.io/v1beta1",
        "kind": "CustomResourceDefinition",
        "spec": {
            "group": "example.com",
            "names": {"kind": "Widget"},
            "validation": {"openAPIV3Schema": {"properties": {"spec": PORT}}},
            "versions": [
                {"name": "v1", "served": True},
                {"name": "v2", "served": True, "schema": {"openAPIV3Schema": {"type": "object"}}},
            ],
        },
    }
    known = knowing(definition)
    assert judged(widget({}), known) == [("schema/required", "/spec", 'spec lacks "port"')]
    assert judged(widget({}, "v2"), known) == []


def test_a_definition_of_v1beta1_without_a_schema_keeps_all() -> None:
    definition: JsonObject = {
        "apiVersion": "apiextensions.k8s.io/v1beta1",
        "kind": "CustomResourceDefinition",
        "spec": {"group": "example.com", "names": {"kind": "Widget"}, "version": "v1"},
    }
    assert judged(widget({"anything": 1}), knowing(definition)) == []


def test_one_fault_of_a_definition_hides_no_other() -> None:
    definition = crd({"type": "string", "pattern": "(a"})
    assert [rule for rule, _, _ in said({**definition, "spec": {**_spec(definition), "scop": "x"}})] == [
        "schema/unknown-field",
        "schema/invalid-crd",
    ]


@pytest.mark.parametrize(
    "malformed",
    [
        {"spec": None},
        {"spec": []},
        {"spec": {"group": 1, "names": []}},
        {"spec": {"group": "example.com", "names": {"kind": "Widget"}, "versions": [1, None, {"name": 3}]}},
    ],
    ids=str,
)
def test_a_malformed_definition_breaks_nothing(malformed: JsonObject) -> None:
    definition: JsonObject = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        **malformed,
    }
    assert said(definition) != []
    assert validate(resource(widget({})), knowing(definition)) != ()


def test_definitions_are_picked_from_resources() -> None:
    foreign = plain("other.io/v1", "CustomResourceDefinition")
    assert crds_of([resource(crd(PORT)), resource(deployment()), resource(foreign)]) == (crd(PORT),)


def test_definitions_are_picked_from_documents_and_lists() -> None:
    one, two, three = (crd(PORT, kind=kind) for kind in ("A", "B", "C"))
    bodies: list[JsonValue] = [
        one,
        None,
        [two],
        "text",
        deployment(),
        {"apiVersion": "v1", "kind": "List", "items": [two, deployment(), None]},
        {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinitionList", "items": [three]},
        {"apiVersion": "v1", "kind": "List", "items": None},
    ]
    assert crds_in(bodies) == (one, two, three)
