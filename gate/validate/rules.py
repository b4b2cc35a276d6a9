"""The rules of the families `schema/` and `api/`: what an API server says of a resource."""

from __future__ import annotations

from gate.model.rule import Rule


def _api(name: str, title: str, description: str, remediation: str) -> Rule:
    return Rule(f"api/{name}", title, description, "error", remediation)


API_RULES: tuple[Rule, ...] = (
    _api(
        "name",
        "Name that the API server refuses",
        "Names of resources have a form that depends on the kind: DNS name, DNS label, or path segment.",
        "Write a name of the form that the message asks for.",
    ),
    _api(
        "format",
        "Value of a form that the API server refuses",
        "The published schema allows any string, but the API server parses it: DNS names, labels, addresses, "
        "quantities, schedules, base64.",
        "Write the value in the form that the message asks for.",
    ),
    _api(
        "range",
        "Number out of range",
        "The published schema allows any number, but the API server has bounds: ports, counts, seconds.",
        "Choose a number within the bounds.",
    ),
    _api(
        "value",
        "Value that the API server does not know",
        "The published schema allows any value, but the API server takes one of a few.",
        "Choose one of the values that the message names.",
    ),
    _api(
        "required",
        "Field that the API server asks for",
        "The published schema does without the field, but the API server refuses the resource without it.",
        "Set the field.",
    ),
    _api(
        "one-of",
        "Exactly one of several fields",
        "Of some fields exactly one, or at most one, may be set: a volume's source, a probe's action.",
        "Keep one of the fields that the message names.",
    ),
    _api(
        "duplicate",
        "The same item twice",
        "Items of a list are told apart by a key, and two of them have the same one.",
        "Rename or remove one of the two.",
    ),
    _api(
        "selector",
        "Selector that does not fit",
        "A workload's selector has to match the labels of its own pod template, and cannot be empty.",
        "Make selector and template labels agree.",
    ),
    _api(
        "reference",
        "Name of something that the resource itself does not have",
        "A field names another part of the same resource that is not there: a mounted volume, a named port.",
        "Correct the name, or add what it names.",
    ),
    _api(
        "conflict",
        "Fields that cannot stand together",
        "Each field is fine alone, but the API server refuses them together: a request above its limit, a "
        "restart policy that the kind cannot have, fields of another Service type.",
        "Change one of the fields as the message says.",
    ),
    _api(
        "expression",
        "Rule of the custom kind that is broken",
        "The kind's CustomResourceDefinition has validation rules in CEL (x-kubernetes-validations), and the "
        "resource breaks one, or one cannot be judged.",
        "Change the resource as the rule's message says.",
    ),
)

RULES: tuple[Rule, ...] = (
    Rule(
        id="schema/unknown-kind",
        title="Kind that Kubernetes does not have",
        description="The API group belongs to Kubernetes, but the kind or version does not exist in it, so "
        "the API server has no place for the resource.",
        severity="error",
        remediation="Correct the spelling of kind or apiVersion.",
    ),
    Rule(
        id="schema/removed-api",
        title="API that the Kubernetes version no longer has",
        description="The API version of this kind was removed from Kubernetes, so the API server refuses the "
        "resource.",
        severity="error",
        remediation="Move the resource to the API version that replaces it.",
    ),
    Rule(
        id="schema/deprecated-api",
        title="Deprecated API",
        description="The API version of this kind is still served but marked as deprecated, or a later "
        "Kubernetes version no longer has it.",
        severity="warning",
        remediation="Move the resource to the API version that replaces it.",
    ),
    Rule(
        id="schema/unknown-field",
        title="Unknown field",
        description="The kind has no such field: the API server refuses it (strict validation) or drops "
        "it without a word, and what it was meant to set is not set.",
        severity="error",
        remediation="Correct the field's name, move it to where it belongs, or remove it.",
    ),
    Rule(
        id="schema/type",
        title="Value of the wrong type",
        description="The field holds a value of another type than the kind's schema allows.",
        severity="error",
        remediation="Write a value of the type that the schema allows; strings that look like numbers or "
        "booleans need quotes.",
    ),
    Rule(
        id="schema/required",
        title="Missing field",
        description="The kind's schema requires a field that the resource does not set (null counts as not "
        "set).",
        severity="error",
        remediation="Set the field.",
    ),
    Rule(
        id="schema/value",
        title="Value that is not allowed",
        description="The value has the right type but breaks a constraint of the kind's schema: an "
        "enumeration, a pattern, a range, a length or a combination of fields.",
        severity="error",
        remediation="Choose a value that the schema allows.",
    ),
    Rule(
        id="schema/missing",
        title="Kind without a schema",
        description="The kind is a third party's, and no CustomResourceDefinition for it was found in the "
        "repository or in what it renders, nor one or a JSON Schema in the given schema folders: the "
        "resource was not validated.",
        severity="warning",
        remediation="Add its CustomResourceDefinition to the repository (`gate schemas add`) or to a "
        "--schemas folder.",
    ),
    Rule(
        id="schema/invalid-crd",
        title="CustomResourceDefinition whose schema is refused",
        description="The openAPIV3Schema of a CustomResourceDefinition is not structural, has a default "
        "that it refuses itself, or cannot be compiled: the API server refuses the definition. A resource "
        "whose schema cannot be used is not judged.",
        severity="error",
        remediation="Correct the schema in the CustomResourceDefinition.",
    ),
    Rule(
        id="schema/unserved-version",
        title="Version that the CustomResourceDefinition does not serve",
        description="The kind's CustomResourceDefinition does not list the version of the resource, or lists "
        "it as not served, so the API server has no place for the resource.",
        severity="error",
        remediation="Use a version that the CustomResourceDefinition serves.",
    ),
    *API_RULES,
)

REMEDIES = {rule.id: rule.remediation for rule in RULES}
