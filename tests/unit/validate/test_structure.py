from __future__ import annotations

import pickle
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.errors import ConfigError
from gate.model.json import JsonObject, JsonValue
from gate.validate import available_versions, catalogue, validate
from tests.unit.validate.resources import (
    CATALOGUE,
    crd,
    deployment,
    findings,
    judged,
    plain,
    resource,
    said,
    widget,
)

CONTAINER = "spec.template.spec.containers[0]"
CONTAINER_POINTER = "/spec/template/spec/containers/0"


def test_a_right_resource_is_not_spoken_of() -> None:
    assert said(deployment()) == []


def test_an_unknown_field_is_named_at_its_key_with_the_nearest_known_one() -> None:
    (finding,) = findings(deployment(replica=3))

    assert (finding.rule, finding.severity) == ("schema/unknown-field", "error")
    assert finding.message == 'unknown field "replica" in spec (did you mean "replicas"?)'
    assert (finding.pointer, finding.at_key) == ("/spec/replica", True)
    assert finding.remedy == "Rename it to replicas, or remove it."
    assert finding.resource is not None
    assert str(finding.resource) == "Deployment shop/web"
    assert finding.target == "apps/web"
    assert finding.kubernetes_versions == ("1.37",)


def test_each_unknown_field_is_a_finding() -> None:
    body = deployment({"comand": ["x"], "imagepullpolicy": "Always", "zzz": 1})
    assert said(body) == [
        (
            "schema/unknown-field",
            f"{CONTAINER_POINTER}/comand",
            f'unknown field "comand" in {CONTAINER} (did you mean "command"?)',
        ),
        (
            "schema/unknown-field",
            f"{CONTAINER_POINTER}/imagepullpolicy",
            f'unknown field "imagepullpolicy" in {CONTAINER} (did you mean "imagePullPolicy"?)',
        ),
        ("schema/unknown-field", f"{CONTAINER_POINTER}/zzz", f'unknown field "zzz" in {CONTAINER}'),
    ]


def test_an_unknown_field_with_no_near_name_lists_what_is_allowed() -> None:
    (finding,) = findings(plain("v1", "ConfigMap", spec={}))
    assert finding.message == 'unknown field "spec"'
    assert (
        finding.remedy == "Remove it; allowed here: apiVersion, binaryData, data, immutable, kind, metadata."
    )


def test_a_field_with_odd_characters_has_an_exact_pointer() -> None:
    body = deployment()
    body["~q/w"] = 1
    assert said(body) == [("schema/unknown-field", "/~0q~1w", 'unknown field "~q/w"')]


@pytest.mark.parametrize(
    ("container", "field", "found", "must", "remedy"),
    [
        ({"ports": [{"containerPort": "80"}]}, "/ports/0/containerPort", 'a string ("80")', "an integer", "Remove the quotes around the value."),
        ({"ports": [{"containerPort": "http"}]}, "/ports/0/containerPort", 'a string ("http")', "an integer", "Write an integer."),
        ({"tty": "true"}, "/tty", 'a string ("true")', "a boolean", "Remove the quotes around the value."),
        ({"image": 3}, "/image", "an integer (3)", "a string", "Put the value in quotes."),
        ({"command": "run"}, "/command", 'a string ("run")', "a list", "Write a list: one item per `- ` line."),
        ({"resources": []}, "/resources", "a list", "an object", "Write an object."),
        ({"resources": {"limits": {"cpu": True}}}, "/resources/limits/cpu", "a boolean (true)", "a string or a number", "Put the value in quotes."),
        ({"livenessProbe": {"tcpSocket": {"port": 1.5}}}, "/livenessProbe/tcpSocket/port", "a number (1.5)", "a string or an integer", "Put the value in quotes."),
    ],
)  # fmt: skip
def test_a_wrong_type_says_what_was_found_and_what_is_allowed(
    container: JsonObject, field: str, found: str, must: str, remedy: str
) -> None:
    (finding,) = findings(deployment(container))
    assert finding.rule == "schema/type"
    assert finding.pointer == CONTAINER_POINTER + field
    assert finding.message.endswith(f" is {found}, must be {must}")
    assert not finding.at_key
    assert finding.remedy == remedy


def test_a_path_is_written_as_people_write_it() -> None:
    body = plain(
        "v1",
        "Pod",
        spec={
            "containers": [{"name": "x", "image": "x:1", "resources": {"limits": {"example.com/gpu": []}}}]
        },
    )
    assert [message for _, _, message in said(body)] == [
        'spec.containers[0].resources.limits["example.com/gpu"] is a list, must be a string or a number'
    ]


def test_a_missing_field_points_at_the_object_that_lacks_it() -> None:
    body = deployment(
        template={"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"image": "web:1"}]}}
    )
    (finding,) = findings(body)
    assert (finding.rule, finding.pointer) == ("schema/required", CONTAINER_POINTER)
    assert finding.message == f'{CONTAINER} lacks "name"'
    assert finding.remedy == f"Set {CONTAINER}.name."


def test_several_missing_fields_are_a_finding_each() -> None:
    body = plain("apps/v1", "Deployment", spec={})
    assert said(body) == [
        ("schema/required", "/spec", 'spec lacks "selector"'),
        ("schema/required", "/spec", 'spec lacks "template"'),
    ]


def test_what_the_root_lacks_is_said_of_the_kind() -> None:
    body = plain("rbac.authorization.k8s.io/v1", "RoleBinding")
    assert said(body) == [("schema/required", "", 'RoleBinding lacks "roleRef"')]


@pytest.mark.parametrize("field", ["selector", "template"])
def test_null_in_a_required_field_counts_as_missing(field: str) -> None:
    assert said(deployment(**{field: None})) == [
        ("schema/required", f"/spec/{field}", f"spec.{field} is null, which counts as missing")
    ]


def test_null_elsewhere_is_no_fault() -> None:
    container: JsonObject = {
        "command": None,
        "resources": {"limits": {"cpu": None}, "requests": None},
        "livenessProbe": {"tcpSocket": {"port": 80}, "periodSeconds": None},
        "env": [{"name": "A", "value": None}],
    }
    body = deployment(container, replicas=None, strategy={"rollingUpdate": {"maxSurge": None}})
    assert said({**body, "metadata": {"name": "web", "labels": None}}) == []


def test_the_status_is_decoded_and_not_judged() -> None:
    assert said({**deployment(), "status": {"replicas": -1, "conditions": [{"type": ""}]}}) == []
    assert said({**deployment(), "status": {"replicas": "many", "nonsense": 1}}) == [
        ("schema/unknown-field", "/status/nonsense", 'unknown field "nonsense" in status'),
        ("schema/type", "/status/replicas", 'status.replicas is a string ("many"), must be an integer'),
    ]


def test_a_status_where_the_kind_has_none_is_an_unknown_field() -> None:
    assert said(plain("v1", "ConfigMap", status={})) == [
        ("schema/unknown-field", "/status", 'unknown field "status"')
    ]


@pytest.mark.parametrize(
    "body",
    [
        plain("networking.k8s.io/v1", "NetworkPolicy", spec={"policyTypes": ["Ingress"]}),
        {**deployment(), "kind": "StatefulSet"},
        plain("rbac.authorization.k8s.io/v1", "RoleBinding", roleRef={"kind": "Role", "name": "x"}),
        plain("scheduling.k8s.io/v1", "PriorityClass"),
    ],
    ids=lambda body: str(body["kind"]),
)  # fmt: skip
def test_what_the_server_defaults_is_not_missing(body: JsonObject) -> None:
    assert said(body, ("1.25", "1.37")) == []


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        (
            plain("v1", "Secret", stringData={"password": 20312}),
            "/stringData/password",
            "stringData.password is an integer, must be a string",
        ),
        (
            plain("v1", "Secret", immutable="20312"),
            "/immutable",
            "immutable is a string, must be a boolean",
        ),
        (
            plain("v1", "ConfigMap", data={"pin": 20312}),
            "/data/pin",
            "data.pin is an integer, must be a string",
        ),
        (
            deployment({"env": [{"name": "PIN", "value": 20312}]}),
            f"{CONTAINER_POINTER}/env/0/value",
            f"{CONTAINER}.env[0].value is an integer, must be a string",
        ),
    ],
)
def test_what_may_be_secret_is_not_repeated(body: JsonObject, pointer: str, message: str) -> None:
    (finding,) = findings(body)
    assert (finding.rule, finding.pointer, finding.message) == ("schema/type", pointer, message)
    assert "20312" not in finding.remedy


def test_the_key_of_sops_is_not_a_field_where_the_resource_is_encrypted() -> None:
    body = plain("v1", "Secret", stringData={"a": "ENC[AES256_GCM,data:x]"}, sops={"mac": "x"})
    known = CATALOGUE
    assert validate(resource(body, unknown=("/sops", "/stringData/a")), known) == ()
    assert [finding.pointer for finding in validate(resource(body), known)] == ["/sops"]


def test_equal_findings_in_several_versions_are_one_that_names_them() -> None:
    versions = ("1.25", "1.30", "1.37")
    (finding,) = findings(deployment(replica=3), versions)
    assert finding.kubernetes_versions == versions


def test_a_field_that_came_later_is_unknown_before() -> None:
    body = plain(
        "v1",
        "Pod",
        spec={"containers": [{"name": "x", "image": "x:1"}], "resources": {"limits": {"cpu": "1"}}},
    )
    (finding,) = findings(body, ("1.31", "1.32", "1.37"))
    assert finding.pointer == "/spec/resources"
    assert finding.kubernetes_versions == ("1.31",)


def test_a_resource_without_versions_is_judged_for_all_of_the_catalogue() -> None:
    known = catalogue(("1.30", "1.29"), ())
    (finding,) = validate(resource(deployment(replica=1), ()), known)
    assert finding.kubernetes_versions == ("1.29", "1.30")


def test_without_a_version_the_newest_is_meant() -> None:
    assert catalogue((), ()).versions == available_versions()[-1:]


def test_a_version_without_schemas_is_an_error_of_the_set_up() -> None:
    with pytest.raises(ConfigError) as caught:
        catalogue(("1.12",), ())
    assert caught.value.message == "There are no schemas for Kubernetes 1.12."
    assert caught.value.hint == f"Choose versions from 1.25 to {available_versions()[-1]}."


@pytest.mark.parametrize("body", [{"kind": "Pod"}, {"apiVersion": "v1"}, {}], ids=str)
def test_what_is_no_resource_was_spoken_of_before(body: JsonObject) -> None:
    assert said(body) == []


def test_a_definition_cannot_take_over_a_kind_of_kubernetes() -> None:
    hostile = crd({"x-kubernetes-preserve-unknown-fields": True}, group="apps", kind="Deployment")
    known = catalogue(("1.37",), (hostile,))
    assert [rule for rule, _, _ in judged(deployment(replica=1), known)] == ["schema/unknown-field"]


def test_a_catalogue_can_be_sent_to_another_process() -> None:
    known = catalogue(("1.37",), (crd({"type": "object"}),))
    before = judged(widget({"a": 1}), known)
    after = judged(widget({"a": 1}), pickle.loads(pickle.dumps(known)))
    assert before == after == [("schema/unknown-field", "/spec/a", 'unknown field "a" in spec')]


def test_a_body_that_is_nested_too_deeply_to_explain_is_still_refused() -> None:
    schema: JsonObject = {"type": 1}
    for _ in range(110):
        schema = {"type": "object", "properties": {"a": schema}}
    (found,) = findings(crd(schema))
    assert found.rule in {"schema/type", "schema/value"}
    assert found.pointer.endswith("/a/type")


def _shuffled(value: JsonValue, draw: Any) -> JsonValue:
    if isinstance(value, dict):
        return {name: _shuffled(value[name], draw) for name in draw(st.permutations(list(value)))}
    if isinstance(value, list):
        return [_shuffled(item, draw) for item in value]
    return value


BODIES: tuple[JsonObject, ...] = (
    deployment({"env": [{"name": "A", "value": "1"}], "resources": {"limits": {"memory": "1Gi", "cpu": 1}}}),
    deployment({"image": 3, "comand": []}, replica=1),
    plain("rbac.authorization.k8s.io/v1", "Role", rules=[{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]),
    plain("v1", "Secret", data=1, immutable=2, nothing=3),
)  # fmt: skip


@given(st.data(), st.sampled_from(BODIES))
def test_the_order_of_fields_changes_nothing(data: Any, body: JsonObject) -> None:
    shuffled = _shuffled(body, data.draw)
    assert isinstance(shuffled, dict)
    assert orjson.dumps(shuffled, option=orjson.OPT_SORT_KEYS) == orjson.dumps(
        body, option=orjson.OPT_SORT_KEYS
    )
    assert said(shuffled) == said(body)


@given(st.sampled_from(BODIES), st.text(min_size=1, max_size=8))
def test_an_added_unknown_field_is_always_found(body: JsonObject, name: str) -> None:
    if name in body or name in {"status", "stringData", "data", "type", "immutable", "rules", "sops"}:
        return
    found = findings({**body, name: None})
    assert [
        finding.at_key
        for finding in found
        if finding.message.startswith(f"unknown field {orjson.dumps(name).decode()}")
    ] == [True]
