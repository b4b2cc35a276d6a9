"""Rules that may cost too much; what the server says of each was asked of it."""

from __future__ import annotations

import pytest

from gate.model.json import JsonObject
from gate.validate.expressions.definition import rule_faults

ADVICE = (
    " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength "
    "where arrays, maps, and strings are declared)"
)
NAME: JsonObject = {"type": "string", "maxLength": 30}
NAMES: JsonObject = {"type": "array", "items": {"type": "string"}}
EQUAL: JsonObject = {"rule": "self.name == self.other"}


def told(schema: JsonObject) -> list[tuple[str, str]]:
    found = list(rule_faults({"type": "object", "properties": {"spec": schema}}, "1.34"))
    return [(fault.pointer, fault.message.replace(ADVICE, "")) for fault in found]


def with_rules(*rules: JsonObject, **properties: JsonObject) -> JsonObject:
    return {"type": "object", "properties": {**properties}, "x-kubernetes-validations": list(rules)}


def test_a_loop_in_a_loop_over_lists_without_bounds() -> None:
    schema = with_rules({"rule": "self.names.all(x, self.names.exists_one(y, x == y))"}, names=NAMES)

    place = "properties.spec.x-kubernetes-validations[0].rule"
    assert told(schema) == [
        (
            "/properties/spec/x-kubernetes-validations/0/rule",
            f"{place} is refused: estimated rule cost exceeds budget by factor of more than 100x",
        ),
        (
            "",
            (
                "it is refused: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema "
                f"exceeds budget by factor of more than 100x; {place} costs most"
            ),
        ),
    ]


@pytest.mark.parametrize(
    ("most", "said"), [(1413, ""), (1414, "1.000547x"), (1723, "1.485399x"), (1780, "1.6x")]
)
def test_the_limit_is_the_servers(most: int, said: str) -> None:
    names: JsonObject = {"type": "array", "maxItems": most, "items": {"type": "integer"}}
    schema = with_rules({"rule": "self.names.all(x, self.names.all(y, x != y))"}, names=names)

    messages = [message for _, message in told(schema)]

    assert len(messages) == bool(said)
    assert all(message.endswith(f"exceeds budget by factor of {said}") for message in messages)


def test_a_rule_counts_once_for_each_value_there_may_be() -> None:
    item = with_rules({"rule": "self.name == self.other"}, name={"type": "string"}, other={"type": "string"})
    bounded: JsonObject = {"type": "array", "maxItems": 31, "items": item}

    assert told(bounded) == []
    assert [pointer for pointer, _ in told({**bounded, "maxItems": 32})] == [
        "/properties/spec/items/x-kubernetes-validations/0/rule"
    ]


def test_rules_that_are_cheap_one_by_one_and_not_together() -> None:
    item = with_rules(*[EQUAL] * 11, name={"type": "string"}, other={"type": "string"})
    bounded: JsonObject = {"type": "array", "maxItems": 31, "items": item}

    ((pointer, message),) = told(bounded)

    assert pointer == ""
    assert message.startswith(
        "it is refused: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema "
        "exceeds budget by factor of 1.0"
    )


def test_a_message_whose_length_nothing_bounds() -> None:
    rule: JsonObject = {"rule": "true", "messageExpression": "'is ' + string(self.size)"}
    schema = with_rules(rule, size={"type": "integer"})

    assert told(schema)[0] == (
        "/properties/spec/x-kubernetes-validations/0/messageExpression",
        (
            "properties.spec.x-kubernetes-validations[0].messageExpression is refused: "
            "estimated messageExpression cost exceeds budget by factor of more than 100x"
        ),
    )
    assert told(with_rules({**rule, "messageExpression": "'is ' + self.name"}, name=NAME)) == []


def test_values_of_a_property_named_items_are_no_items() -> None:
    item = with_rules({"rule": "self.name == self.other"}, name={"type": "string"}, other={"type": "string"})

    assert told({"type": "object", "properties": {"items": item}}) == []
