"""Which findings a waiver covers, and what is said of waivers that cover none."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from gate.model.finding import Finding, Located, Location
from gate.model.resource import Provenance, ResourceId
from gate.model.waiver import AnnotatedWaiver, ResourcePattern, Waiver
from gate.waive import waive

TODAY = dt.date(2027, 1, 15)
SECRET = ResourceId("v1", "Secret", "shop", "db")
FROM = Provenance("apps/shop", "apps/shop/db.yaml", 0)
FINDING = Finding(
    "secrets/unsealed",
    "error",
    "plain value",
    target="apps/shop",
    resource=SECRET,
    provenance=FROM,
    pointer="/data/a",
)
LOCATED = Located(FINDING, Location("apps/shop/db.yaml", 7, 3), (), "dev", "dev", "f")
WAIVER = Waiver(
    rule="secrets/unsealed",
    reason="test fixture",
    owner="team-payments",
    expires=dt.date(2027, 3, 31),
    source=Location(".gate.yaml", 9, 5),
    resource=ResourcePattern("Secret", "db", "shop"),
)


def status(waiver: Waiver | AnnotatedWaiver, located: Located = LOCATED) -> str:
    return waive([located], [waiver], today=TODAY, whole=True).values[0].status


def said(waiver: Waiver, *, whole: bool = True) -> list[tuple[str, str]]:
    outcome = waive([LOCATED], [waiver], today=TODAY, whole=whole)
    return [(finding.rule, finding.message) for finding in outcome.findings]


def test_rule_and_resource_cover() -> None:
    assert status(WAIVER) == "waived"
    assert said(WAIVER) == []


def test_every_part_has_to_fit() -> None:
    assert status(replace(WAIVER, rule="secrets/token")) == "open"
    assert status(replace(WAIVER, resource=ResourcePattern("Secret", "db", "other"))) == "open"
    assert status(replace(WAIVER, resource=ResourcePattern("ConfigMap", "db"))) == "open"
    assert status(replace(WAIVER, environment="production")) == "open"
    assert status(replace(WAIVER, path="elsewhere/**")) == "open"


def test_no_namespace_means_any() -> None:
    assert status(replace(WAIVER, resource=ResourcePattern("Secret", "db"))) == "waived"


def test_a_path_covers_what_is_located_there() -> None:
    by_path = replace(WAIVER, resource=None, path="apps/**")
    assert status(by_path) == "waived"
    assert status(by_path, replace(LOCATED, location=Location("charts/db.yaml", 1))) == "open"
    assert status(by_path, replace(LOCATED, location=None)) == "open"


def test_a_path_never_covers_what_was_not_judged() -> None:
    unjudged = replace(LOCATED, finding=replace(FINDING, unjudged=True))
    assert status(replace(WAIVER, resource=None, path="**"), unjudged) == "open"
    assert status(WAIVER, unjudged) == "waived"


def test_the_last_day_counts_and_the_day_after_does_not() -> None:
    assert status(replace(WAIVER, expires=TODAY)) == "waived"
    expired = replace(WAIVER, expires=TODAY - dt.timedelta(days=1))
    assert status(expired) == "open"
    assert said(expired) == [
        ("waiver/expired", "the waiver of secrets/unsealed expired on 2027-01-14 (team-payments)")
    ]


def test_one_that_hides_nothing_is_said_where_the_whole_repository_was_looked_at() -> None:
    other = replace(WAIVER, rule="secrets/token")
    assert said(other) == [("waiver/unmatched", "the waiver of secrets/token hides nothing (team-payments)")]
    assert said(other, whole=False) == []


def test_an_annotation_covers_its_own_resource_in_its_own_target() -> None:
    own = AnnotatedWaiver(
        "secrets/unsealed", "test fixture", "team-payments", dt.date(2027, 3, 31), SECRET, FROM, "/metadata"
    )
    assert status(own) == "waived"
    assert status(replace(own, provenance=Provenance("apps/other"))) == "open"


def test_every_finding_leaves_once() -> None:
    outcome = waive([LOCATED, LOCATED], [WAIVER, WAIVER], today=TODAY, whole=True)
    assert [one.status for one in outcome.values] == ["waived", "waived"]
    assert outcome.findings == ()
