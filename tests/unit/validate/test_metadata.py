"""Names, labels, annotations, finalizers, owners and selectors as the API server wants them."""

from __future__ import annotations

import pytest

from gate.model.json import JsonObject, JsonValue, mapping
from tests.unit.validate.resources import crd, deployment, findings, plain, said, widget

LABEL = 'must be a DNS label (lower case letters, digits and "-", at most 63 characters)'
SUBDOMAIN = 'must be a DNS name (lower case letters, digits, "-" and ".", at most 253 characters)'
LETTER = 'must be a DNS label that begins with a letter (lower case letters, digits and "-", at most 63 characters)'
SEGMENT = 'must be a name without "/" and "%", and not "." or ".."'
QUALIFIED = 'must be a qualified name ("example.com/name" or "name"; the name has at most 63 characters)'
VALUE = 'must be a label value (letters, digits, "-", "_" and ".", at most 63 characters, alphanumeric at both ends)'
RBAC = "rbac.authorization.k8s.io/v1"


def config_map(**metadata: JsonValue) -> JsonObject:
    return plain("v1", "ConfigMap") | {"metadata": {"name": "it", **metadata}}


def named(api_version: str, kind: str, name: str, **fields: JsonValue) -> JsonObject:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, **fields}


@pytest.mark.parametrize(
    ("body", "must"),
    [
        (named("v1", "ConfigMap", "My_Map"), SUBDOMAIN),
        (named("v1", "Namespace", "a.b"), LABEL),
        (named("v1", "Service", "a.b", spec={"ports": [{"port": 80}]}), LABEL),
        (named(RBAC, "ClusterRole", "a/b"), SEGMENT),
        (named("storage.k8s.io/v1", "StorageClass", "A", provisioner="a.b/c"), SUBDOMAIN),
    ],
)
def test_names_have_the_form_of_their_kind(body: JsonObject, must: str) -> None:
    name = mapping(body["metadata"])["name"]
    is_now = f'is "{name}", ' if must != SEGMENT else 'is "a/b", '
    assert said(body) == [("api/name", "/metadata/name", f"metadata.name {is_now}{must}")]


@pytest.mark.parametrize(
    "body",
    [
        named("v1", "ConfigMap", "a.b"),
        named("v1", "ConfigMap", "1a"),
        named(RBAC, "ClusterRole", "system:a:B"),
        named(
            "policy/v1", "PodDisruptionBudget", "A_b", spec={"selector": {}, "minAvailable": 1}
        ),  # never asked there
        {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"nonResourceAttributes": {"path": "/metrics", "verb": "get"}},
        },
        {"apiVersion": "v1", "kind": "LimitRange", "spec": {"limits": []}},
    ],
)
def test_names_that_the_server_takes(body: JsonObject) -> None:
    assert said(body) == []


def test_a_service_may_begin_with_a_digit_only_in_newer_versions() -> None:
    body = named("v1", "Service", "2048-game", spec={"ports": [{"port": 80}]})
    (finding,) = findings(body, ("1.34", "1.37"))
    assert finding.message == f'metadata.name is "2048-game", {LETTER}'
    assert finding.kubernetes_versions == ("1.34",)


@pytest.mark.parametrize("metadata", [None, {}, {"name": ""}, {"name": None}])
def test_a_resource_needs_a_name(metadata: JsonValue) -> None:
    assert said({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}) == [
        ("api/required", "/metadata", "metadata must have a name (or a generateName)")
    ]


@pytest.mark.parametrize("prefix", ["a-", "a", "a.b-", "x" * 100])
def test_prefixes_of_generated_names(prefix: str) -> None:
    assert said({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": prefix}}) == []


@pytest.mark.parametrize("prefix", ["A-", "a_-", "a.", "-"])
def test_prefixes_that_make_no_name(prefix: str) -> None:
    body: JsonObject = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": prefix}}
    says = f'metadata.generateName is "{prefix}", {SUBDOMAIN}'
    assert said(body) == [("api/name", "/metadata/generateName", says)]


def test_namespaces_are_labels_but_nobody_looks_at_those_of_cluster_scoped_kinds() -> None:
    says = f'metadata.namespace is "a.b", {LABEL}'
    assert said(config_map(namespace="a.b")) == [("api/name", "/metadata/namespace", says)]
    assert said(plain(RBAC, "ClusterRole") | {"metadata": {"name": "it", "namespace": "A_b"}}) == []


@pytest.mark.parametrize(
    "labels", [{"a": "b"}, {"a.b/C_d": ""}, {"a": None}, {"a" * 63: "b" * 63}, {"a": "X_y.z-1"}]
)
def test_labels_that_the_server_takes(labels: JsonObject) -> None:
    assert said(config_map(labels=labels)) == []


def test_keys_and_values_of_labels() -> None:
    assert said(config_map(labels={"A.b/c": "d", "a": "v1+2"})) == [
        ("api/format", "/metadata/labels/A.b~1c", f'metadata.labels["A.b/c"] {QUALIFIED}'),
        ("api/format", "/metadata/labels/a", f'metadata.labels.a is "v1+2", {VALUE}'),
    ]
    assert [finding.at_key for finding in findings(config_map(labels={"a b": "c", "d": "e f"}))] == [
        True,
        False,
    ]


def test_labels_of_pod_templates_as_data() -> None:
    template: JsonValue = {
        "metadata": {"labels": {"app": "web", "a b": "c"}, "annotations": {"x y": "z"}},
        "spec": {"containers": [{"name": "web", "image": "web:1"}]},
    }
    assert said(deployment(template=template)) == [
        (
            "api/format",
            "/spec/template/metadata/annotations/x y",
            f'spec.template.metadata.annotations["x y"] {QUALIFIED}',
        ),
        (
            "api/format",
            "/spec/template/metadata/labels/a b",
            f'spec.template.metadata.labels["a b"] {QUALIFIED}',
        ),
    ]


def test_annotations() -> None:
    assert said(config_map(annotations={"A.B/c": "any\nthing é", "a": "x" * (256 * 1024 - 21)})) == []
    assert said(config_map(annotations={"a b": "c"})) == [
        ("api/format", "/metadata/annotations/a b", f'metadata.annotations["a b"] {QUALIFIED}')
    ]
    says = "metadata.annotations hold 262145 bytes, must hold at most 262144 (256 KiB)"
    assert said(config_map(annotations={"a": "x" * 262144})) == [("api/range", "/metadata/annotations", says)]


def test_finalizers() -> None:
    assert said(config_map(finalizers=["example.com/a", "orphan"])) == []
    assert said(config_map(finalizers=["a"])) == [
        (
            "api/format",
            "/metadata/finalizers/0",
            'metadata.finalizers[0] is "a", must have a domain ("example.com/a")',
        )
    ]
    says = "metadata.finalizers must not hold both orphan and foregroundDeletion"
    assert said(config_map(finalizers=["orphan", "foregroundDeletion"])) == [
        ("api/conflict", "/metadata/finalizers", says)
    ]


def test_owners() -> None:
    owner: JsonObject = {"apiVersion": "v1", "kind": "Pod", "name": "a", "uid": "1", "controller": True}
    assert said(config_map(ownerReferences=[owner, {**owner, "uid": "2", "controller": False}])) == []
    at = "/metadata/ownerReferences/1"
    assert said(config_map(ownerReferences=[owner, {**owner, "uid": ""}])) == [
        ("api/required", f"{at}/uid", "metadata.ownerReferences[1].uid must not be empty"),
        (
            "api/conflict",
            f"{at}/controller",
            "metadata.ownerReferences[1].controller is true for a second owner, must be for at most one",
        ),
    ]


def test_custom_resources_have_metadata_too() -> None:
    definition = crd({"type": "object", "x-kubernetes-preserve-unknown-fields": True})
    body = widget({}) | {"metadata": {"name": "My_Widget", "labels": {"a": "b c"}}}
    assert said(body, crds=(definition,)) == [
        ("api/name", "/metadata/name", f'metadata.name is "My_Widget", {SUBDOMAIN}'),
        ("api/format", "/metadata/labels/a", f'metadata.labels.a is "b c", {VALUE}'),
    ]


def test_an_aggregated_api_may_take_other_names() -> None:
    body = named("user.openshift.io/v1", "Group", "demolab_team")
    assert [rule for rule, _, _ in said(body)] == ["schema/missing"]


@pytest.mark.parametrize("metadata", [[], "x", {"name": {}}, {"name": 1, "labels": [], "finalizers": {}}])
def test_malformed_metadata_is_the_schemas_business(metadata: JsonValue) -> None:
    rules = {rule for rule, _, _ in said({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata})}
    assert rules == {"schema/type"}


def budget(*expressions: JsonValue) -> JsonObject:
    return plain(
        "policy/v1",
        "PodDisruptionBudget",
        spec={"minAvailable": 1, "selector": {"matchExpressions": list(expressions)}},
    )


@pytest.mark.parametrize(
    ("expression", "rule", "pointer", "says"),
    [
        (
            {"key": "a", "operator": "In"},
            "api/required",
            "",
            " must have values, as its operator is In or NotIn",
        ),
        (
            {"key": "a", "operator": "NotIn", "values": []},
            "api/required",
            "/values",
            ".values must have at least one value, as the operator is In or NotIn",
        ),
        (
            {"key": "a", "operator": "Exists", "values": ["b"]},
            "api/conflict",
            "/values",
            ".values must be left out, as the operator is Exists or DoesNotExist",
        ),
        (
            {"key": "a", "operator": "in", "values": ["b"]},
            "api/value",
            "/operator",
            '.operator is "in", must be In, NotIn, Exists or DoesNotExist',
        ),
        ({"key": "", "operator": "Exists"}, "api/format", "/key", f".key {QUALIFIED}"),
        (
            {"key": "a", "operator": "In", "values": ["+"]},
            "api/format",
            "/values/0",
            f".values[0] {VALUE}",
        ),
    ],
)
def test_expressions_of_selectors(expression: JsonObject, rule: str, pointer: str, says: str) -> None:
    (found,) = said(budget(expression))
    assert found[:2] == (rule, f"/spec/selector/matchExpressions/0{pointer}")
    assert found[2] == f"spec.selector.matchExpressions[0]{says}"


def test_expressions_that_the_server_takes() -> None:
    assert (
        said(
            budget({"key": "a", "operator": "Exists", "values": []}, {"key": "a", "operator": "DoesNotExist"})
        )
        == []
    )


def test_the_selector_of_a_metric_is_not_judged() -> None:
    metric: JsonObject = {
        "type": "External",
        "external": {
            "metric": {"name": "x", "selector": {"matchLabels": {"a b": "c d"}}},
            "target": {"type": "Value", "value": "1"},
        },
    }
    target: JsonValue = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    spec: JsonObject = {"maxReplicas": 3, "scaleTargetRef": target, "metrics": [metric]}
    assert said(plain("autoscaling/v2", "HorizontalPodAutoscaler", spec=spec)) == []
