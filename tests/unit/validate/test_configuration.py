"""ConfigMaps and Secrets as the API server wants them."""

from __future__ import annotations

import base64

import pytest

from gate.model.json import JsonObject, JsonValue
from tests.unit.validate.resources import findings, plain, said

KEY = 'must be a key (letters, digits, "-", "_" and ".", at most 253 characters, not ".." at the start)'
TYPE = "kubernetes.io/"


def config_map(**fields: JsonValue) -> list[tuple[str, str, str]]:
    return said(plain("v1", "ConfigMap", **fields))


def secret(kind: str = "Opaque", **fields: JsonValue) -> list[tuple[str, str, str]]:
    return said(plain("v1", "Secret", type=kind, **fields))


def encoded(content: str) -> str:
    return base64.b64encode(content.encode()).decode()


@pytest.mark.parametrize("key", ["a.b-c_D", ".a", "a" * 253, "a..b"])
def test_keys_that_the_server_takes(key: str) -> None:
    assert config_map(data={key: "x"}) == secret(stringData={key: "x"}) == []


@pytest.mark.parametrize("key", ["a b", "..a", "..", ".", "a" * 254, "é", "a\n"])
def test_keys_that_it_refuses(key: str) -> None:
    for found in (config_map(data={key: "x"}), secret(data={key: ""}), secret(stringData={key: "x"})):
        assert [rule for rule, _, _ in found] == ["api/format"]


def test_a_key_is_pointed_at() -> None:
    body = plain("v1", "ConfigMap", data={"a b": "x"})
    assert said(body) == [("api/format", "/data/a b", f'data["a b"] {KEY}')]
    assert findings(body)[0].at_key


def test_a_key_stands_in_one_of_the_maps() -> None:
    assert config_map(data={"a": "x"}, binaryData={"b": "eA=="}) == []
    says = "data.a is a key of binaryData too"
    assert config_map(data={"a": "x"}, binaryData={"a": "eA=="}) == [("api/duplicate", "/data/a", says)]


@pytest.mark.parametrize("value", ["", "Yg==", "Yg==\n", "Y\ng==", "/+A=", None])
def test_base64(value: JsonValue) -> None:
    assert config_map(binaryData={"b": value}) == secret(data={"b": value}) == []


@pytest.mark.parametrize("value", ["hunter2", "Yg=", "YQ", "Y g==", "_w==", "====", "Yg==Yg=="])
def test_what_is_not_base64_and_is_never_shown(value: str) -> None:
    assert secret(data={"b": value}) == [("api/format", "/data/b", "data.b must be base64 with its padding")]


def test_sizes() -> None:
    mebibyte = 1024 * 1024
    assert config_map(data={"a": "é" * (mebibyte // 2)}) == []
    says = "holds 1048577 bytes, must hold at most 1048576 (1 MiB)"
    assert config_map(data={"a": "x" * (mebibyte + 1)}) == [("api/range", "", f"ConfigMap {says}")]
    assert secret(data={"a": encoded("x" * mebibyte)}) == []
    assert secret(data={"a": encoded("x" * (mebibyte + 1))}) == [("api/range", "", f"Secret {says}")]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("tls", {"stringData": {"tls.crt": "x"}, "data": {"tls.key": ""}}),
        ("dockerconfigjson", {"data": {".dockerconfigjson": encoded("{}")}}),
        (
            "dockerconfigjson",
            {"stringData": {".dockerconfigjson": "{}"}, "data": {".dockerconfigjson": encoded("x")}},
        ),
        ("basic-auth", {"data": {"password": ""}}),
        ("ssh-auth", {"stringData": {"ssh-privatekey": "x"}}),
    ],
)
def test_secrets_that_have_what_their_type_asks_for(kind: str, fields: JsonObject) -> None:
    assert secret(TYPE + kind, **fields) == []


@pytest.mark.parametrize(
    ("kind", "fields", "missing"),
    [
        ("tls", {"data": {"tls.crt": ""}}, '"tls.key"'),
        ("tls", {}, '"tls.crt" and "tls.key"'),
        ("dockerconfigjson", {"data": {"x": ""}}, '".dockerconfigjson"'),
        ("basic-auth", {}, '"username" or "password"'),
        ("ssh-auth", {"data": {"ssh-privatekey": ""}}, '"ssh-privatekey"'),
    ],
)
def test_secrets_that_lack_it(kind: str, fields: JsonObject, missing: str) -> None:
    says = f"Secret must have {missing}, as its type is {TYPE}{kind}"
    assert secret(TYPE + kind, **fields) == [("api/required", "", says)]


@pytest.mark.parametrize("content", ["hunter2", "[]", ""])
def test_a_docker_configuration_is_json(content: str) -> None:
    says = "must hold a JSON object, as the Secret's type is kubernetes.io/dockerconfigjson"
    assert secret(TYPE + "dockerconfigjson", data={".dockerconfigjson": encoded(content)}) == [
        ("api/format", "/data/.dockerconfigjson", f'data[".dockerconfigjson"] {says}')
    ]


def test_a_token_names_its_account() -> None:
    kind = TYPE + "service-account-token"
    says = f"metadata must have the annotation {TYPE}service-account.name, as the Secret's type is {kind}"
    assert secret(kind) == [("api/required", "/metadata", says)]
    metadata: JsonObject = {"name": "it", "annotations": {f"{TYPE}service-account.name": "a"}}
    assert said({"apiVersion": "v1", "kind": "Secret", "type": kind, "metadata": metadata}) == []


@pytest.mark.parametrize("data", [[], "x", {"a": {}}, {"a": 1}])
def test_malformed_data_is_the_schemas_business(data: JsonValue) -> None:
    assert {rule for rule, _, _ in secret(TYPE + "tls", data=data)} <= {"schema/type", "api/required"}
    assert {rule for rule, _, _ in config_map(data=data, binaryData=data)} <= {"schema/type", "api/duplicate"}
