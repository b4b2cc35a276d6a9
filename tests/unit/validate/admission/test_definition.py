"""The expressions of policies and webhooks themselves: exact places and words."""

from __future__ import annotations

import pytest

from gate.model.json import JsonObject, JsonValue
from gate.validate.admission.compiling import MOST_VARIABLES
from tests.unit.validate.admission.worlds import policy
from tests.unit.validate.resources import said

VERSION = ("1.34",)


def test_an_expression_is_refused_where_it_stands() -> None:
    assert said(policy("true", "object.spec.replicas + 1"), VERSION) == [
        (
            "api/expression",
            "/spec/validations/1/expression",
            "spec.validations[1].expression is refused: must evaluate to bool but got int",
        )
    ]


def test_a_fault_within_has_its_column() -> None:
    ((_, pointer, message),) = said(policy("objekt.spec.replicas > 1"), VERSION)

    assert pointer == "/spec/validations/0/expression"
    assert message == (
        "spec.validations[0].expression is refused: "
        "compilation failed: undeclared reference to 'objekt.spec.replicas' (in container '') (at column 12)"
    )


@pytest.mark.parametrize(
    ("spec", "pointer", "says"),
    [
        (
            {"matchConditions": [{"name": "a", "expression": "'x'"}]},
            "/spec/matchConditions/0/expression",
            "is refused: must evaluate to bool but got string",
        ),
        (
            {"auditAnnotations": [{"key": "a", "valueExpression": "1"}]},
            "/spec/auditAnnotations/0/valueExpression",
            "is refused: must evaluate to one of [string null_type] but got int",
        ),
        (
            {"validations": [{"expression": "true", "messageExpression": "1"}]},
            "/spec/validations/0/messageExpression",
            "is refused: must evaluate to string but got int",
        ),
        (
            {"validations": [{"expression": "true", "message": "a\nb"}]},
            "/spec/validations/0/message",
            "must not contain line breaks",
        ),
        (
            {"validations": [{"expression": " "}]},
            "/spec/validations/0/expression",
            "is not specified",
        ),
        (
            {"variables": [{"name": "namespace", "expression": "1"}]},
            "/spec/variables/0/name",
            'is "namespace", must be a valid CEL identifier',
        ),
        (
            {"validations": [{"expression": "true", "message": " "}]},
            "/spec/validations/0/message",
            "must be non-empty if specified",
        ),
    ],
)
def test_each_part_has_its_place(spec: JsonObject, pointer: str, says: str) -> None:
    ((_, at, message),) = said(policy("true", more=spec), VERSION)

    assert at == pointer
    assert message.endswith(says)


def test_variables_see_those_before_them() -> None:
    variables: JsonValue = [
        {"name": "a", "expression": "1"},
        {"name": "b", "expression": "variables.a + 1"},
        {"name": "c", "expression": "variables.d"},
        {"name": "d", "expression": "'x'"},
    ]

    assert said(policy("variables.b == 2 && variables.d == 'x'", variables=variables), VERSION) == [
        (
            "api/expression",
            "/spec/variables/2/expression",
            "spec.variables[2].expression is refused: compilation failed: undefined field 'd' (at column 10)",
        )
    ]


def test_what_is_too_much_to_compile_is_said() -> None:
    variables: JsonValue = [{"name": f"v{number}", "expression": "1"} for number in range(MOST_VARIABLES + 1)]

    ((_, pointer, message),) = said(policy("true", variables=variables), VERSION)
    assert pointer == f"/spec/variables/{MOST_VARIABLES}/expression"
    assert message.endswith(f"is not judged: there are more than {MOST_VARIABLES} variables")


@pytest.mark.parametrize(
    ("expression", "count"),
    [("object.kind == 'Pod'", 0), ("params.x == 1", 1), ("authorizer.x", 1), ("1", 1)],
)
def test_the_conditions_of_webhooks_are_judged(expression: str, count: int) -> None:
    webhook: JsonObject = {
        "name": "check.example.com",
        "sideEffects": "None",
        "admissionReviewVersions": ["v1"],
        "clientConfig": {"url": "https://example.com/check"},
        "matchConditions": [{"name": "a", "expression": expression}],
    }
    body: JsonObject = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": "it"},
        "webhooks": [webhook],
    }

    found = said(body, VERSION)
    assert len(found) == count
    assert all(pointer == "/webhooks/0/matchConditions/0/expression" for _, pointer, _ in found)


@pytest.mark.parametrize("value", [None, 1, "x", [1], [None], {"a": 1}])
def test_what_is_malformed_never_crashes(value: JsonValue) -> None:
    for field in ("validations", "variables", "matchConditions", "auditAnnotations", "paramKind"):
        said(policy("true", more={field: value}), VERSION)
    said({**policy("true"), "spec": value}, VERSION)
