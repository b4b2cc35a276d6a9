"""Kinds beside pods and workloads: one thing wrong in a good manifest each, and near misses.

The API server 1.34 was asked about each of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from gate.model.json import JsonObject, JsonValue
from tests.oracle.corpus import Case, bases
from tests.unit.validate.resources import said

VERSION = ("1.34",)
GOOD = bases()
CASES = yaml.safe_load(Path(__file__).with_name("kinds.yaml").read_text())


def changed(base: str, at: str, value: JsonValue) -> JsonObject:
    """A good manifest with the value at one JSON pointer replaced; None removes it."""
    case = Case("", base, {} if value is None else {at: value}, (at,) if value is None else (), "")
    return case.manifest(GOOD)


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: f"{case['base']} {case['at']}")
def test_one_wrong_thing_is_said_once(case: dict[str, str]) -> None:
    told = said(changed(case["base"], case["at"], case.get("to")), VERSION)
    assert [one[:2] for one in told] == [(case["rule"], case.get("pointer", case["at"]))]
    assert told[0][2].endswith(case["ends"])


@pytest.mark.parametrize("case", CASES["taken"], ids=lambda case: f"{case['base']} {case['at']}")
def test_what_the_server_takes_is_taken(case: dict[str, str]) -> None:
    assert said(changed(case["base"], case["at"], case.get("to")), VERSION) == []


@pytest.mark.parametrize(
    ("body", "pointer", "says"),
    [
        (
            changed("Service", "/spec/externalIPs/0", "010.9.8.7"),
            "/spec/externalIPs/0",
            'spec.externalIPs[0] is "010.9.8.7", must not have leading zeros',
        ),
        (
            changed("Service", "/spec/externalIPs/0", "::ffff:1.2.3.4"),
            "/spec/externalIPs/0",
            'spec.externalIPs[0] is "::ffff:1.2.3.4", must not be an IPv4-mapped IPv6 address',
        ),
        (
            changed("NetworkPolicy", "/spec/ingress/0/from/0/ipBlock/cidr", "10.0.0.1/8"),
            "/spec/ingress/0/from/0/ipBlock/cidr",
            'spec.ingress[0].from[0].ipBlock.cidr is "10.0.0.1/8", must be 10.0.0.0/8 (no bits behind the prefix)',
        ),
    ],
)
def test_addresses_are_read_strictly_from_1_36(body: JsonObject, pointer: str, says: str) -> None:
    assert said(body, ("1.35",)) == []
    assert said(body, ("1.36",)) == [("api/format", pointer, says)]


def test_an_autoscaler_goes_down_to_no_pods_from_1_37() -> None:
    none = changed("HorizontalPodAutoscaler", "/spec/minReplicas", 0)
    says = "spec.minReplicas is 0, must be 1 or more"
    assert said(none, ("1.36",)) == [("api/range", "/spec/minReplicas", says)]
    assert said(none, ("1.37",)) == []
    plain = changed("HorizontalPodAutoscalerV1", "/spec/minReplicas", 0)
    says = "spec.minReplicas is 0, must be 1 or more without a metric of type Object or External"
    assert said(plain, ("1.37",)) == [("api/conflict", "/spec/minReplicas", says)]


def test_a_request_is_never_shown() -> None:
    body = changed("CertificateSigningRequest", "/spec/request", "c2VjcmV0LXZhbHVl")
    assert "c2VjcmV0" not in str(said(body, VERSION))
    assert "secret-value" not in str(said(body, VERSION))
