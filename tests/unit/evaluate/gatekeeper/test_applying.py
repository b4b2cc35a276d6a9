"""Which constraints apply to which resources, and what is said of the others."""

from __future__ import annotations

from collections.abc import Sequence

from gate.evaluate.gatekeeper import (
    Applications,
    Config,
    Constraint,
    Refusal,
    Setting,
    Subject,
    applications,
)
from gate.evaluate.gatekeeper.matching import Doubt
from gate.model.inventory import unknown_namespace
from gate.model.json import JsonObject
from gate.model.outcome import Account
from gate.model.resource import Resource
from tests.unit.evaluate.gatekeeper.samples import constraint, manifest, resource, subject, template

POD = subject(manifest(namespace="shop"))
NODE = subject(manifest("Node"), "", is_namespaced=False)
DEMO = (resource(template()), False)


def asked(
    *constraints: Constraint,
    templates: Sequence[tuple[Resource, bool]] = (DEMO,),
    config: Config | None = None,
    subjects: Sequence[Subject] = (POD, NODE),
    faulty: Sequence[Resource] = (),
) -> Applications:
    setting = Setting("production", templates, constraints, config or Config(), frozenset(faulty))
    return applications(setting, subjects)


def accounts(found: Applications) -> list[tuple[str, str]]:
    return [(one.path, one.reason) for one in found.accounts]


def test_a_constraint_is_asked_of_what_it_means() -> None:
    (found,) = asked(constraint(spec={"match": {"kinds": [{"kinds": ["Pod"]}]}})).values

    assert (found.cluster, found.template.kind, found.severity) == ("production", "Demo", "error")
    assert found.subjects == (POD,)
    assert found.doubts == {}


def test_a_resource_that_may_be_meant_is_asked_with_a_doubt() -> None:
    somewhere = subject(manifest(), unknown_namespace("app"))
    (found,) = asked(constraint(spec={"match": {"namespaces": ["shop"]}}), subjects=[POD, somewhere]).values

    assert found.subjects == (POD, somewhere)
    assert found.doubts == {somewhere.resource: Doubt("its namespace is not known")}


def test_what_meets_no_webhook_is_not_asked_about() -> None:
    hook = subject(
        manifest("ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1"), "", is_namespaced=False
    )
    (found,) = asked(constraint(), subjects=[hook, NODE]).values

    assert found.subjects == (NODE,)


def test_a_constraint_that_means_nothing_or_acts_nowhere_is_accounted_for() -> None:
    nothing = constraint(name="nothing", spec={"match": {"name": "other"}})
    nowhere = constraint(name="nowhere", spec={"enforcementAction": "scoped", "scopedEnforcementActions": []})
    found = asked(nothing, nowhere)

    assert found.values == ()
    assert found.accounts == (
        Account("app", "Gatekeeper constraints that match nothing in their cluster: Demo nothing"),
        Account(
            "app",
            "Gatekeeper constraints not applied: Demo nowhere (no action for the webhook, the audit or gator)",
        ),
    )


def test_a_template_that_is_not_asked_of_creations_is_accounted_for() -> None:
    updates: JsonObject = template(rego="package a", operations=["UPDATE", "DELETE"])
    found = asked(constraint(), templates=[(resource(updates), False)])

    assert accounts(found) == [
        (
            "app",
            "Gatekeeper constraints not applied: Demo one (its template is asked of UPDATE, DELETE alone)",
        )
    ]


def test_what_the_config_excludes_is_left_alone_and_counted() -> None:
    also = subject(manifest(name="api", namespace="shop"))
    config = Config({"webhook": ["sh*"], "sync": ["*"]})
    found = asked(constraint(), config=config, subjects=[POD, also, NODE])

    assert [one.subjects for one in found.values] == [(NODE,)]
    assert accounts(found) == [("app", "left alone by Gatekeeper's Config: 2 resources of namespace shop")]


def test_a_constraint_without_a_template_is_not_judged() -> None:
    found = asked(constraint("Other"))

    assert [(one.resource.id.name, one.refusal, one.given) for one in found.refused] == [
        (
            "one",
            Refusal("no ConstraintTemplate in its cluster makes its kind", "/kind", is_certain=False),
            False,
        )
    ]


def test_of_a_template_that_is_not_valid_the_constraints_are_accounted_for_alone() -> None:
    broken = resource(template(target="other", rego="package a"))
    found = asked(constraint(), templates=[(broken, False)])

    assert [one.resource for one in found.refused] == [broken]
    assert accounts(found) == [
        ("app", "Gatekeeper constraints not applied: Demo one (its template is not valid)")
    ]


def test_of_what_the_server_refuses_the_same_is_said() -> None:
    one = constraint()
    assert accounts(asked(one, faulty=[one.resource])) == [
        ("app", "Gatekeeper constraints not applied: Demo one (it is not valid itself)")
    ]
    assert accounts(asked(one, faulty=[DEMO[0]])) == [
        ("app", "Gatekeeper constraints not applied: Demo one (its template is not valid)")
    ]


def test_a_selector_with_an_operator_that_is_none_is_refused() -> None:
    selector: JsonObject = {"matchExpressions": [{"key": "a", "operator": "Is", "values": ["b"]}]}
    (refused,) = asked(constraint(spec={"match": {"namespaceSelector": selector}})).refused

    assert refused.refusal == Refusal(
        "Is is no operator of a label selector", "/spec/match/namespaceSelector/matchExpressions/0/operator"
    )


def test_a_template_that_is_given_goes_before_one_that_is_rendered() -> None:
    theirs, ours = resource(template(), "theirs.yaml"), resource(template(), "ours.yaml")
    (found,) = asked(constraint(given=True), templates=[(ours, True), (theirs, False)]).values

    assert found.template.resource == ours
    assert found.template.given


def test_equal_templates_are_asked_once_and_others_each() -> None:
    same = [(resource(template(), path), False) for path in ("a.yaml", "b.yaml")]
    other = (resource(template(rego="package other"), "c.yaml"), False)

    assert len(asked(constraint(), templates=same).values) == 1
    assert len(asked(constraint(), templates=[*same, other]).values) == 2
