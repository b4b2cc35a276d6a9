"""The CEL of a template as the spec of the ValidatingAdmissionPolicy that it stands for.

Source: pkg/drivers/k8scel of github.com/open-policy-agent/gatekeeper.
"""

from __future__ import annotations

from gate.evaluate.gatekeeper.reading import CONSTRAINTS_GROUP, NativeSource, Refusal, Template
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

_RESERVED_PREFIX = "gatekeeper_internal_"
_OBJECT: JsonObject = {
    "name": "anyObject",
    "expression": (
        'has(request.operation) && request.operation == "DELETE" && object == null ? oldObject : object'
    ),
}
_PARAMETERS: JsonObject = {
    "name": "params",
    "expression": "!has(params.spec) ? null : !has(params.spec.parameters) ? null: params.spec.parameters",
}
_OWN_VARIABLES = (_OBJECT, _PARAMETERS)


def policy_of(template: Template, source: NativeSource) -> JsonObject | Refusal:
    """The spec; a constraint is its parameter, of which `variables.params` are the parameters."""
    given = source.source
    variables = [mapping(one) for one in sequence(given.get("variables"))]
    names = {text(one["name"]) for one in _OWN_VARIABLES}
    for index, one in enumerate(variables):
        name = text(one.get("name"))
        if name in names or name.startswith(_RESERVED_PREFIX):
            return Refusal(
                f"{name} is the name of a variable of Gatekeeper's",
                f"{source.pointer}/variables/{index}/name",
            )
    for index, one in enumerate(map(mapping, sequence(given.get("matchCondition")))):
        if text(one.get("name")).startswith(_RESERVED_PREFIX):
            return Refusal(
                f"{one.get('name')} is the name of a condition of Gatekeeper's",
                f"{source.pointer}/matchCondition/{index}/name",
            )
    failing = given.get("failurePolicy", "Fail")
    if failing not in ("Fail", "Ignore"):
        return Refusal("its failurePolicy is neither Fail nor Ignore", f"{source.pointer}/failurePolicy")
    every: list[JsonValue] = [*_OWN_VARIABLES, *variables]
    return {
        "paramKind": {"apiVersion": f"{CONSTRAINTS_GROUP}/v1beta1", "kind": template.kind},
        "failurePolicy": failing,
        "matchConditions": given.get("matchCondition"),
        "variables": every,
        "validations": given.get("validations"),
    }
