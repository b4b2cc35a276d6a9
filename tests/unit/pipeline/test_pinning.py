"""What the run pins is marked, and nothing that would keep it from being asked goes without it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gate.evaluate import PolicySet
from gate.evaluate.own import Question
from gate.model.finding import Finding
from gate.model.rule import Rule
from gate.pipeline.pinning import at_unknown, is_pinning, marked, unheeded_settings
from tests.unit.pipeline.runs import asked

RULE = Rule("acme/images", "t", "d", "error", "r", policy=True)
SET = PolicySet("--pinned-policy", (), (Question(RULE, "data.acme.deny", "input"),))
PINNED = frozenset({RULE.id})
FOUND = Finding(RULE.id, "error", "m")


def test_only_what_is_pinned_pins() -> None:
    assert not is_pinning(asked({}, own=(SET,)))
    assert is_pinning(asked({}, own=(SET.pinned(),)))
    assert is_pinning(asked({}, pinned_policies=(("a.yaml", b""),)))


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (FOUND, True),
        (replace(FOUND, unjudged=True), True),
        (Finding("render/failed", "error", "m", unjudged=True), True),
        (Finding("yaml/syntax", "error", "m", unjudged=True), True),
        (Finding("yaml/duplicate-key", "error", "m"), False),
        (Finding("rbac/pod-exec", "error", "m", unjudged=True), False),
        (Finding("rbac/pod-exec", "error", "m"), False),
    ],
)
def test_what_is_marked(finding: Finding, *, expected: bool) -> None:
    pinning, other = asked({}, own=(SET.pinned(),)), asked({})
    assert [one.pinned for one in marked([finding], PINNED, pinning)] == [expected]
    assert [one.pinned for one in marked([finding], PINNED, other)] == [False]


def test_what_only_the_cluster_knows_is_not_judged() -> None:
    told = at_unknown(FOUND)
    assert (told.severity, told.unjudged) == ("warning", True)
    assert told.message == "acme/images is not judged here: only the cluster knows the value"


def test_settings_of_an_environment_are_told_too() -> None:
    settings = "environments: {prod: {paths: ['**'], rules: {acme/images: ignore, rbac/pod-exec: info}}}\n"
    assert list(unheeded_settings(PINNED, asked({}, settings))) == [
        ".gate.yaml has settings for what the run pins, which count for nothing: acme/images"
    ]
    assert list(unheeded_settings(PINNED, asked({}, "rules: {rbac/pod-exec: info}\n"))) == []
