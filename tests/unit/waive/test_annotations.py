"""Waivers as annotations on the resource."""

from __future__ import annotations

import datetime as dt

import orjson
import pytest

from gate.model.resource import Provenance, Resource, ResourceId
from gate.waive import annotated_waivers

KEY = "waiver.gate/rbac.wildcard-verbs"


def resource(annotations: dict[str, str]) -> Resource:
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "annotations": annotations}}
    return Resource(ResourceId("v1", "ConfigMap", "", "a"), 0, orjson.dumps(body), Provenance("t"), ("1.34",))


@pytest.mark.parametrize(
    "value",
    [
        "owner=team-payments; expires=2027-03-31; reason=rotated daily; really",
        "expires=2027-03-31;owner=team-payments;reason=rotated daily; really",
    ],
)
def test_owner_expiry_and_reason_are_read(value: str) -> None:
    (waiver,) = annotated_waivers(resource({KEY: value})).values
    assert (waiver.rule, waiver.owner) == ("rbac/wildcard-verbs", "team-payments")
    assert (waiver.expires, waiver.reason) == (dt.date(2027, 3, 31), "rotated daily; really")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "true",
        "reason=because",
        "owner=a; reason=b",
        "owner=a; expires=soon; reason=b",
        "owner=; expires=2027-03-31; reason=b",
    ],
)
def test_one_that_cannot_be_read_waives_nothing_and_is_said(value: str) -> None:
    outcome = annotated_waivers(resource({KEY: value}))
    assert outcome.values == ()
    assert [(one.rule, one.pointer) for one in outcome.findings] == [
        ("waiver/malformed", "/metadata/annotations/waiver.gate~1rbac.wildcard-verbs")
    ]


def test_a_key_without_a_rule_is_said() -> None:
    outcome = annotated_waivers(resource({"waiver.gate/rbac": "owner=a; expires=2027-03-31; reason=b"}))
    assert [one.rule for one in outcome.findings] == ["waiver/malformed"]


def test_other_annotations_are_left_alone() -> None:
    assert annotated_waivers(resource({"note": "see waiver.gate/"})).findings == ()
