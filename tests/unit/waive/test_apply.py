"""Which findings a waiver covers, and what is said of waivers that cover none."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from gate.model.finding import Finding, Located, Location
from gate.model.outcome import Outcome
from gate.model.resource import Provenance, ResourceId
from gate.model.waiver import AnnotatedWaiver, Judged, ResourcePattern, Waiver, WaiverUse
from gate.waive import new_waivers, waive, waiver_uses

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


def waived(
    located: list[Located], waivers: list[Waiver | AnnotatedWaiver], *, whole: bool = True
) -> Outcome[Judged]:
    return waive(located, waiver_uses(located, waivers, today=TODAY, whole=whole), today=TODAY)


def status(waiver: Waiver | AnnotatedWaiver, located: Located = LOCATED) -> str:
    return waived([located], [waiver]).values[0].status


def said(waiver: Waiver, *, whole: bool = True) -> list[tuple[str, str]]:
    outcome = waived([LOCATED], [waiver], whole=whole)
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
    outcome = waived([LOCATED, LOCATED], [WAIVER, WAIVER])
    assert [one.status for one in outcome.values] == ["waived", "waived"]
    assert outcome.findings == ()


def test_the_last_thirty_days_are_said() -> None:
    soon = replace(WAIVER, expires=TODAY + dt.timedelta(days=29))
    assert said(soon) == [
        ("waiver/expiring", "the waiver of secrets/unsealed runs out on 2027-02-13 (team-payments)")
    ]
    assert status(soon) == "waived"
    assert said(replace(WAIVER, expires=TODAY + dt.timedelta(days=30))) == []


def test_one_that_hides_nothing_is_not_said_to_run_out() -> None:
    other = replace(WAIVER, rule="secrets/token", expires=TODAY)
    assert [rule for rule, _ in said(other)] == ["waiver/unmatched"]


def test_a_use_names_all_that_a_waiver_covers_though_another_hides_it() -> None:
    uses = waiver_uses([LOCATED], [WAIVER, replace(WAIVER, owner="team-b")], today=TODAY, whole=True)
    assert [(use.state, use.covers) for use in uses] == [("active", (LOCATED,)), ("active", (LOCATED,))]


def test_an_expired_one_still_names_what_it_covered() -> None:
    (use,) = waiver_uses(
        [LOCATED], [replace(WAIVER, expires=TODAY - dt.timedelta(days=1))], today=TODAY, whole=True
    )
    assert (use.state, use.covers) == ("expired", (LOCATED,))


def test_what_counts_for_nothing_is_said_and_hides_nothing() -> None:
    own = AnnotatedWaiver(
        "secrets/unsealed", "test fixture", "team-payments", dt.date(2027, 3, 31), SECRET, FROM, "/metadata/a"
    )
    outcome = waive([LOCATED], [WaiverUse(own, "forbidden"), WaiverUse(own, "untrusted")], today=TODAY)
    assert outcome.values[0].status == "open"
    assert [(one.rule, one.severity, one.pointer, one.message) for one in outcome.findings] == [
        (
            "waiver/forbidden",
            "error",
            "/metadata/a",
            "the annotation that waives secrets/unsealed counts for nothing here (team-payments)",
        ),
        (
            "waiver/untrusted",
            "warning",
            "/metadata/a",
            "the annotation that waives secrets/unsealed is not on this resource at the trusted ref",
        ),
    ]


def test_a_new_waiver_is_told_with_all_that_a_reviewer_asks() -> None:
    by_path = replace(WAIVER, resource=None, path="apps/**", environment="dev")
    messages = [one.message for one in new_waivers([WAIVER], counting=False)]
    messages += [one.message for one in new_waivers([by_path], counting=True)]
    assert messages == [
        (
            "this change waives secrets/unsealed for Secret shop/db until 2027-03-31 "
            "(team-payments: test fixture); it counts once it is merged"
        ),
        (
            "this change waives secrets/unsealed for apps/** in dev until 2027-03-31 "
            "(team-payments: test fixture)"
        ),
    ]


def test_a_waiver_of_what_is_pinned_is_said_and_hides_nothing() -> None:
    pinned = replace(LOCATED, finding=replace(FINDING, pinned=True))
    outcome = waived([pinned], [WAIVER])
    assert [one.status for one in outcome.values] == ["open"]
    assert [(one.rule, one.message) for one in outcome.findings] == [
        (
            "waiver/forbidden",
            "the waiver of secrets/unsealed counts for nothing: the run pins what it means (team-payments)",
        )
    ]
    both = waived([pinned, LOCATED], [WAIVER])
    assert [one.status for one in both.values] == ["open", "waived"], "it still means what is not pinned"
    assert both.findings == ()


def test_a_new_annotation_is_told_with_its_resource() -> None:
    annotated = AnnotatedWaiver("secrets/unsealed", "a test", "team", WAIVER.expires, SECRET, FROM, "/a")
    assert [one.message for one in new_waivers([annotated], counting=True)] == [
        "this change waives secrets/unsealed for Secret shop/db until 2027-03-31 (team: a test)"
    ]
