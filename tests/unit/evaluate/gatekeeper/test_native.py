"""CEL of templates as the policies that they stand for."""

from __future__ import annotations

import pytest

from gate.evaluate.gatekeeper import NativeSource, Refusal, Template, policy_of, read_template
from gate.model.json import JsonObject, JsonValue
from tests.unit.evaluate.gatekeeper.samples import resource, template


def policy(**source: JsonValue) -> JsonObject | Refusal:
    found = read_template(
        resource(template(code=[{"engine": "K8sNativeValidation", "source": dict(source)}]))
    )
    assert isinstance(found, Template)
    assert isinstance(found.source, NativeSource)
    return policy_of(found, found.source)


def test_object_and_parameters_are_variables_before_its_own() -> None:
    own: JsonObject = {"name": "own", "expression": "variables.params.most"}
    made = policy(variables=[own], validations=[{"expression": "true"}])

    assert isinstance(made, dict)
    variables = made.pop("variables")
    assert isinstance(variables, list)
    assert [one["name"] for one in variables if isinstance(one, dict)] == ["anyObject", "params", "own"]
    assert made == {
        "paramKind": {"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "Demo"},
        "failurePolicy": "Fail",
        "matchConditions": None,
        "validations": [{"expression": "true"}],
    }


@pytest.mark.parametrize(
    ("source", "message", "pointer"),
    [
        (
            {"variables": [{"name": "params"}]},
            "params is the name of a variable of Gatekeeper's",
            "variables/0/name",
        ),
        (
            {"variables": [{"name": "a"}, {"name": "gatekeeper_internal_a"}]},
            "gatekeeper_internal_a is the name of a variable of Gatekeeper's",
            "variables/1/name",
        ),
        (
            {"matchCondition": [{"name": "gatekeeper_internal_a"}]},
            "gatekeeper_internal_a is the name of a condition of Gatekeeper's",
            "matchCondition/0/name",
        ),
        ({"failurePolicy": "Maybe"}, "its failurePolicy is neither Fail nor Ignore", "failurePolicy"),
    ],
)
def test_what_gatekeeper_keeps_for_itself_is_refused(source: JsonObject, message: str, pointer: str) -> None:
    assert policy(**source) == Refusal(message, f"/spec/targets/0/code/0/source/{pointer}")
