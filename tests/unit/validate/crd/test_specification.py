"""What a CustomResourceDefinition says of itself, with what the API server says of it (recorded: tests/oracle)."""

from __future__ import annotations

import pytest

from gate.model.json import JsonObject, JsonValue, mapping
from tests.unit.validate.resources import crd, said

CA = {"url": "https://example.com/convert"}


def changed(spec: JsonObject, **metadata: JsonValue) -> JsonObject:
    body = crd({"type": "object"})
    return {
        **body,
        "spec": {**mapping(body["spec"]), **spec},
        "metadata": {**mapping(body["metadata"]), **metadata},
    }


def webhook(**client: JsonValue) -> JsonObject:
    asked: JsonObject = {"clientConfig": client, "conversionReviewVersions": ["v1"]}
    return changed({"conversion": {"strategy": "Webhook", "webhook": asked}})


@pytest.mark.parametrize(
    ("body", "rule", "pointer", "message"),
    [
        (changed({}, name="widgets"), "api/name", "/metadata/name", 'metadata.name is "widgets", must be spec.names.plural and spec.group: "widgets.example.com"'),
        (changed({"group": "example"}, name="widgets.example"), "api/format", "/spec/group", 'spec.group is "example", must be a domain with at least one dot'),
        (changed({"scope": "Global"}), "api/value", "/spec/scope", 'spec.scope is "Global", must be Cluster or Namespaced'),
        (changed({"names": {"kind": "Widget", "plural": "widgets", "listKind": "Widget"}}), "api/conflict", "/spec/names/listKind", 'spec.names.listKind is "Widget", must not be the same as kind'),
        (changed({"names": {"kind": "wid_get", "plural": "widgets"}}), "api/format", "/spec/names/kind", 'spec.names.kind is "wid_get", must be a name of letters, digits and "-" that begins with a letter (at most 63 characters)'),
        (changed({"names": {"kind": "Widget", "plural": "widgets", "shortNames": ["W"]}}), "api/format", "/spec/names/shortNames/0", 'spec.names.shortNames[0] is "W", must be a DNS label that begins with a letter (lower case letters, digits and "-", at most 63 characters)'),
        (changed({"preserveUnknownFields": True}), "api/value", "/spec/preserveUnknownFields", "spec.preserveUnknownFields cannot be true: set x-kubernetes-preserve-unknown-fields to true in the schemas instead"),
        (changed({"group": "x.k8s.io"}, name="widgets.x.k8s.io"), "api/required", "/metadata", "metadata must have the annotation api-approved.kubernetes.io with a URL or a reason that begins with unapproved"),
        (crd({"type": "object"}, storage=False), "api/conflict", "/spec/versions", "spec.versions must have exactly one version with storage: true, and none of them have it"),
        (crd({"type": "object"}, deprecationWarning="gone"), "api/value", "/spec/versions/0/deprecationWarning", "spec.versions[0].deprecationWarning can only be set for deprecated versions"),
        (crd({"type": "object"}, deprecated=True, deprecationWarning="a\nb"), "api/value", "/spec/versions/0/deprecationWarning", "spec.versions[0].deprecationWarning must only have printable characters, and no line breaks"),
        (crd({"type": "object"}, subresources={"scale": {"specReplicasPath": ".status.n", "statusReplicasPath": ".status.n"}}), "api/format", "/spec/versions/0/subresources/scale/specReplicasPath", 'spec.versions[0].subresources.scale.specReplicasPath is ".status.n", must be a JSON path below .spec'),
        (crd({"type": "object"}, additionalPrinterColumns=[{"name": "A", "type": "text", "jsonPath": ".a"}]), "api/value", "/spec/versions/0/additionalPrinterColumns/0/type", 'spec.versions[0].additionalPrinterColumns[0].type is "text", must be one of integer, number, string, boolean, date'),
        (crd({"type": "object"}, selectableFields=[{"jsonPath": ".spec.a"}]), "api/format", "/spec/versions/0/selectableFields/0/jsonPath", 'spec.versions[0].selectableFields[0].jsonPath is ".spec.a", an invalid path: it does not refer to a field of the schema'),
        (crd({"type": "object"}, selectableFields=[{"jsonPath": ".spec"}]), "api/value", "/spec/versions/0/selectableFields/0/jsonPath", "spec.versions[0].selectableFields[0].jsonPath must point to a field of type string, boolean or integer"),
        (changed({"conversion": {"strategy": "Webhook"}}), "api/required", "/spec/conversion", "spec.conversion lacks a webhook with a clientConfig, which the strategy Webhook needs"),
        (changed({"conversion": {"strategy": "None", "webhook": {"conversionReviewVersions": ["v1"]}}}), "api/conflict", "/spec/conversion/webhook", "spec.conversion.webhook must not be set: the strategy is not Webhook"),
        (webhook(), "api/one-of", "/spec/conversion/webhook/clientConfig", "spec.conversion.webhook.clientConfig must have exactly one of url and service"),
        (webhook(url="http://example.com"), "api/format", "/spec/conversion/webhook/clientConfig/url", "spec.conversion.webhook.clientConfig.url must begin with https://, the only scheme that is allowed"),
        (webhook(service={"name": "a", "namespace": "b", "path": "a//b"}), "api/format", "/spec/conversion/webhook/clientConfig/service/path", 'spec.conversion.webhook.clientConfig.service.path is "a//b", must begin with / and have no empty segments'),
    ],
)  # fmt: skip
def test_a_definition_against_itself(body: JsonObject, rule: str, pointer: str, message: str) -> None:
    assert said(body) == [(rule, pointer, message)]


@pytest.mark.parametrize(
    "body",
    [
        crd({"type": "object"}),
        changed({"preserveUnknownFields": False, "conversion": {"strategy": "None"}}),
        changed({"names": {"kind": "Widget", "plural": "widgets", "singular": "", "listKind": ""}}),
        changed({"group": "x.k8s.io"}, name="widgets.x.k8s.io", annotations={"api-approved.kubernetes.io": "unapproved, a trial"}),
        changed({"group": "k8s.io.example.com"}, name="widgets.k8s.io.example.com"),
        crd({"type": "object"}, deprecated=True, deprecationWarning="use v2"),
        crd({"type": "object", "properties": {"a": {"type": "string"}}}, selectableFields=[{"jsonPath": ".spec.a"}]),
        webhook(url="https://example.com/convert"),
        webhook(service={"name": "a", "namespace": "b", "path": "/a/b/"}),
    ],
)  # fmt: skip
def test_a_definition_that_is_right(body: JsonObject) -> None:
    assert said(body) == []


def test_versions_are_told_apart_by_their_names() -> None:
    body = crd({"type": "object"})
    (version,) = mapping(body["spec"])["versions"]  # type: ignore[misc, str-unpack]
    twice: JsonValue = [version, {**mapping(version), "storage": False}]
    assert said({**body, "spec": {**mapping(body["spec"]), "versions": twice}}) == [
        (
            "api/duplicate",
            "/spec/versions/1/name",
            'spec.versions[1].name is "v1" again, as spec.versions[0].name',
        )
    ]
