"""Templates as rules."""

from __future__ import annotations

import pytest

from gate.evaluate.gatekeeper import may_be_rule, rules_of
from tests.unit.evaluate.gatekeeper.samples import template


def test_a_template_is_a_rule_by_its_name_with_what_it_says_of_itself() -> None:
    body = template()
    body["metadata"] = {
        "name": "demo",
        "annotations": {"metadata.gatekeeper.sh/title": "Demo", "description": "It asks\n  for something."},
    }
    (rule,) = rules_of([body]).values()

    assert (rule.id, rule.title, rule.description) == ("gatekeeper/demo", "Demo", "It asks for something.")
    assert rule.varies


def test_a_template_that_says_nothing_is_called_by_its_name() -> None:
    assert rules_of([template()])["gatekeeper/demo"].title == "ConstraintTemplate demo"


def test_a_name_that_is_none_makes_no_rule() -> None:
    assert rules_of([template(name="a b\n")]) == {}


@pytest.mark.parametrize(
    ("id_", "answer"),
    [
        ("gatekeeper/k8srequiredlabels", True),
        ("gatekeeper/a.b-c", True),
        ("gatekeeper/", False),
        ("gatekeeper/A", False),
        ("gatekeeper/a/b", False),
        ("gatekeepers/a", False),
    ],
)
def test_which_ids_may_be_templates(id_: str, answer: bool) -> None:
    assert may_be_rule(id_) is answer
