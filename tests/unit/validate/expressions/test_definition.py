"""What is said of the rules of a definition, and where."""

from __future__ import annotations

import pytest

from gate.model.json import JsonObject
from gate.validate.expressions.definition import rule_faults

NAMED: JsonObject = {"a": {"type": "integer"}, "l": {"type": "array", "items": {"type": "string"}}}


def told(rule: JsonObject, properties: JsonObject = NAMED, kubernetes: str = "1.34") -> list[tuple[str, str]]:
    root: JsonObject = {"type": "object", "x-kubernetes-validations": [rule], "properties": properties}
    return [(fault.pointer, fault.message) for fault in rule_faults(root, kubernetes)]


@pytest.mark.parametrize(
    ("rule", "field", "says"),
    [
        ({"message": "x"}, "rule", "is not specified"),
        ({"rule": "true", "message": "  "}, "message", "must be non-empty if specified"),
        ({"rule": "true", "message": "a\nb"}, "message", "must not contain line breaks"),
        ({"rule": "true ||\nfalse"}, "message", "must be specified if rule contains line breaks"),
        ({"rule": "true", "messageExpression": " "}, "messageExpression", "must be non-empty if specified"),
        (
            {"rule": "true", "reason": "Why"},
            "reason",
            'is "Why", must be FieldValueDuplicate, FieldValueForbidden, FieldValueInvalid or FieldValueRequired',
        ),
        ({"rule": "true", "fieldPath": ".b"}, "fieldPath", 'is ".b", must be a valid path'),
        ({"rule": "true", "fieldPath": ".a\n"}, "fieldPath", "must not contain line breaks"),
        (
            {"rule": "self.b == 1"},
            "rule",
            "does not compile: compilation failed: undefined field 'b' (at column 5)",
        ),
        ({"rule": "self.a"}, "rule", "does not compile: cel expression must evaluate to a bool"),
        (
            {"rule": "true", "messageExpression": "1"},
            "messageExpression",
            "does not compile: messageExpression must evaluate to a string",
        ),
        (
            {"rule": "true ||\n  self.b", "message": "x"},
            "rule",
            "does not compile: compilation failed: undefined field 'b' (at line 2, column 7)",
        ),
        (
            {"rule": "true", "optionalOldSelf": False},
            "optionalOldSelf",
            "may not be set if oldSelf is not used in rule",
        ),
    ],
)
def test_a_rule_that_the_server_refuses(rule: JsonObject, field: str, says: str) -> None:
    assert told(rule) == [
        (f"/x-kubernetes-validations/0/{field}", f"x-kubernetes-validations[0].{field} {says}")
    ]


@pytest.mark.parametrize(
    "rule",
    [
        {"rule": "self.a > 1 && self.l.all(x, x != '')"},
        {"rule": "self.metadata.name == 'x' && self.kind != '' && self.apiVersion != ''"},
        {"rule": "true", "message": "  says  ", "reason": "FieldValueInvalid", "fieldPath": ".l"},
        {"rule": "\n true \n", "message": ""},
        {"rule": "self.a == oldSelf.a"},
        {"rule": "oldSelf.hasValue()", "optionalOldSelf": True},
        {"rule": "true", "messageExpression": "'a is %d'.format([self.a])"},
    ],
)
def test_a_rule_that_the_server_takes(rule: JsonObject) -> None:
    assert told(rule) == []


def test_old_self_means_nothing_within_a_list_without_keys() -> None:
    rules: JsonObject = {"x-kubernetes-validations": [{"rule": "self == oldSelf"}]}
    item: JsonObject = {"type": "string", "maxLength": 9, **rules}
    place = "/properties/l/items/x-kubernetes-validations/0/rule"

    found = told({"rule": "true"}, {"l": {"type": "array", "maxItems": 9, "items": item}})

    assert [pointer for pointer, _ in found] == [place]
    assert found[0][1].endswith(
        "uses oldSelf, which cannot be used on the uncorrelatable portion of the schema within properties.l"
    )


def test_a_default_that_breaks_a_rule() -> None:
    field: JsonObject = {
        "type": "integer",
        "default": 1,
        "x-kubernetes-validations": [{"rule": "self > 1", "message": "must be more"}],
    }

    assert told({"rule": "true"}, {"a": field}) == [
        ("/properties/a/default", "properties.a.default does not fit its own schema: must be more")
    ]


def test_a_function_of_a_later_version_does_not_compile() -> None:
    rule: JsonObject = {"rule": "isSemver('1.0.0')"}

    assert told(rule, kubernetes="1.34") == []
    assert [pointer for pointer, _ in told(rule, kubernetes="1.33")] == ["/x-kubernetes-validations/0/rule"]


@pytest.mark.parametrize("root", [{}, {"x-kubernetes-validations": "x"}, {"properties": []}, {"items": 1}])
def test_what_is_malformed_otherwise_is_no_matter_of_rules(root: JsonObject) -> None:
    assert list(rule_faults(root, "1.34")) == []
