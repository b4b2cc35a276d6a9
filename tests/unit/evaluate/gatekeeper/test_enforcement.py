"""Enforcement actions as severities, and those that Gatekeeper's webhook refuses."""

from __future__ import annotations

import pytest

from gate.evaluate.gatekeeper.enforcement import refusal_of_actions, severity_of
from gate.evaluate.gatekeeper.reading import Refusal
from gate.model.finding import Severity
from gate.model.json import JsonObject, JsonValue


def scoped(*actions: tuple[str, list[str]]) -> JsonObject:
    written: list[JsonValue] = [
        {"action": action, "enforcementPoints": [{"name": point} for point in points]}
        for action, points in actions
    ]
    return {"enforcementAction": "scoped", "scopedEnforcementActions": written}


WEBHOOK, AUDIT, GATOR = "validation.gatekeeper.sh", "audit.gatekeeper.sh", "gator.gatekeeper.sh"


@pytest.mark.parametrize(
    ("spec", "severity"),
    [
        ({}, "error"),
        ({"enforcementAction": ""}, "error"),
        ({"enforcementAction": "deny"}, "error"),
        ({"enforcementAction": "warn"}, "warning"),
        ({"enforcementAction": "dryrun"}, "info"),
        (scoped(("deny", [WEBHOOK])), "error"),
        (scoped(("deny", ["*"])), "error"),
        (scoped(("warn", [WEBHOOK]), ("deny", [GATOR])), "error"),
        (scoped(("warn", [WEBHOOK]), ("deny", [AUDIT])), "warning"),
        (scoped(("deny", [AUDIT])), "info"),
        (scoped(("dryrun", [GATOR])), "info"),
        (scoped(("deny", ["vap.k8s.io"])), None),
        (scoped(), None),
    ],
)
def test_a_violation_weighs_as_its_action(spec: JsonObject, severity: Severity | None) -> None:
    assert severity_of(spec, native=False) == severity


def test_the_server_itself_enforces_cel() -> None:
    assert severity_of(scoped(("deny", ["vap.k8s.io"])), native=True) == "error"


@pytest.mark.parametrize(
    "spec", [{}, {"enforcementAction": "deny"}, {"enforcementAction": ""}, scoped(("warn", [WEBHOOK, AUDIT]))]
)
def test_what_is_right_is_taken(spec: JsonObject) -> None:
    assert refusal_of_actions(spec) is None


@pytest.mark.parametrize(
    ("spec", "refusal"),
    [
        (
            {"enforcementAction": "block"},
            Refusal("block is no enforcement action (deny, warn, dryrun, scoped)", "/spec/enforcementAction"),
        ),
        (
            {"enforcementAction": "scoped"},
            Refusal("the action scoped needs scopedEnforcementActions", "/spec/enforcementAction"),
        ),
        (
            scoped(("warn", [WEBHOOK]), ("block", [WEBHOOK])),
            Refusal(
                "block is no scoped action (deny, warn, dryrun)", "/spec/scopedEnforcementActions/1/action"
            ),
        ),
        (
            scoped(("deny", [WEBHOOK, "audit"])),
            Refusal(
                "audit is no enforcement point (validation.gatekeeper.sh, audit.gatekeeper.sh, "
                "gator.gatekeeper.sh, vap.k8s.io, *)",
                "/spec/scopedEnforcementActions/0/enforcementPoints/1/name",
            ),
        ),
        (scoped(("deny", [])), Refusal("it names no enforcement point", "/spec/scopedEnforcementActions/0")),
    ],
)
def test_what_is_none_is_refused_where_it_stands(spec: JsonObject, refusal: Refusal) -> None:
    assert refusal_of_actions(spec) == refusal
