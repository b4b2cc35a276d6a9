"""CEL selectors of devices; the API server 1.34 was asked about each of them."""

from __future__ import annotations

import pytest

from gate.model.json import JsonValue
from tests.unit.validate.resources import plain, said

VERSION = ("1.34",)
BAD: JsonValue = [{"cel": {"expression": "device.nope == 1"}}]


def told(expression: str) -> list[tuple[str, str, str]]:
    spec: JsonValue = {"selectors": [{"cel": {"expression": expression}}]}
    return said(plain("resource.k8s.io/v1", "DeviceClass", spec=spec), VERSION)


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("object.spec.", "is refused: Syntax error: no viable alternative at input '.' (at column 13)"),
        ("UPPER", "is refused: undeclared reference to 'UPPER' (in container '') (at column 1)"),
        ("device.nope == 1", "is refused: undefined field 'nope' (at column 7)"),
        ("device.driver", "must evaluate to bool, not string"),
        ("1", "must evaluate to bool, not int"),
    ],
)
def test_what_the_server_refuses(expression: str, says: str) -> None:
    place = "spec.selectors[0].cel.expression"
    assert told(expression) == [("api/expression", "/spec/selectors/0/cel/expression", f"{place} {says}")]


@pytest.mark.parametrize(
    "expression",
    [
        "true",
        'device.driver == "gpu.example.com"',
        'device.attributes["gpu.example.com"].healthy',
        'device.attributes["gpu.example.com"].?model.orValue("") == "a"',
        'device.attributes["gpu.example.com"].version.compareTo(semver("1.0.0")) >= 0',
        'device.capacity["gpu.example.com"].memory.isGreaterThan(quantity("1Gi"))',
        '"gpu.example.com" in device.attributes && has(device.attributes["gpu.example.com"].model)',
    ],
)
def test_what_the_server_takes(expression: str) -> None:
    assert told(expression) == []


def test_what_is_known_to_selectors_alone_is_told_as_not_judged() -> None:
    (finding,) = told('cel.bind(gpu, device.attributes["gpu.example.com"], gpu.healthy)')
    assert finding[2] == "spec.selectors[0].cel.expression is not judged: it has cel.bind"


@pytest.mark.parametrize(
    ("request_", "place"),
    [
        ({"exactly": {"deviceClassName": "gpu", "selectors": BAD}}, "exactly"),
        (
            {"firstAvailable": [{"name": "big", "deviceClassName": "gpu", "selectors": BAD}]},
            "firstAvailable/0",
        ),
    ],
)
def test_selectors_of_claims_and_of_their_templates(request_: dict[str, JsonValue], place: str) -> None:
    spec: JsonValue = {"devices": {"requests": [{"name": "one", **request_}]}}
    at = f"/spec/devices/requests/0/{place}/selectors/0/cel/expression"
    claim = plain("resource.k8s.io/v1", "ResourceClaim", spec=spec)
    template = plain("resource.k8s.io/v1", "ResourceClaimTemplate", spec={"spec": spec})
    assert [finding[:2] for finding in said(claim, VERSION)] == [("api/expression", at)]
    assert [finding[:2] for finding in said(template, VERSION)] == [("api/expression", f"/spec{at}")]


def test_selectors_of_older_versions_compare_versions_too() -> None:
    expression = 'device.attributes["gpu.example.com"].version.isLessThan(semver("2.0.0"))'
    spec: JsonValue = {"selectors": [{"cel": {"expression": expression}}]}
    assert said(plain("resource.k8s.io/v1beta1", "DeviceClass", spec=spec), ("1.32",)) == []
