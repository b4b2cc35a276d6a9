"""Where the findings of broken rules stand, and what they say."""

from __future__ import annotations

from gate.model.json import JsonObject
from gate.validate.expressions.instance import broken_rules

RULES: JsonObject = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "x-kubernetes-validations": [
                {"rule": "self.min <= self.max", "message": "min is above max", "fieldPath": ".min"},
                {"rule": "self.max < 100", "messageExpression": "'max is %d'.format([self.max])"},
            ],
            "properties": {
                "min": {"type": "integer"},
                "max": {"type": "integer"},
                "items": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "x-kubernetes-validations": [{"rule": "self.a != self.b"}],
                        "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
                    },
                },
            },
        }
    },
}


def told(spec: JsonObject, schema: JsonObject = RULES) -> list[tuple[str, str, bool]]:
    found = broken_rules({"spec": spec}, schema, "1.34")
    return [(fault.pointer, fault.message, fault.unjudged) for fault in found]


def with_rule(rule: JsonObject, properties: JsonObject) -> JsonObject:
    spec: JsonObject = {"type": "object", "x-kubernetes-validations": [rule], "properties": properties}
    return {"type": "object", "properties": {"spec": spec}}


def test_a_rule_that_holds_is_not_told() -> None:
    assert told({"min": 1, "max": 2, "items": [{"a": "x", "b": "y"}]}) == []


def test_a_broken_rule_is_told_at_its_field_path() -> None:
    assert told({"min": 3, "max": 2}) == [("/spec/min", "spec.min: min is above max", False)]


def test_a_message_expression_says_what_is_wrong() -> None:
    assert told({"min": 1, "max": 200}) == [("/spec", "spec: max is 200", False)]


def test_a_rule_of_items_is_told_at_the_item() -> None:
    spec: JsonObject = {"min": 1, "max": 2, "items": [{"a": "x", "b": "y"}, {"a": "x", "b": "x"}]}

    assert told(spec) == [("/spec/items/1", "spec.items[1]: failed rule: self.a != self.b", False)]


def test_a_rule_without_a_value_is_broken() -> None:
    assert told({"min": 1}) == [
        ("/spec", "spec: no such key: max evaluating rule: min is above max", False),
        ("/spec", "spec: no such key: max evaluating rule: self.max < 100", False),
    ]


def test_a_transition_rule_does_not_run_on_creation() -> None:
    schema = with_rule({"rule": "self.a == oldSelf.a"}, {"a": {"type": "string"}})

    assert told({"a": "x"}, schema) == []


def test_a_transition_rule_with_an_optional_old_self_runs() -> None:
    rule: JsonObject = {
        "rule": "oldSelf.hasValue() || self.a == 'x'",
        "optionalOldSelf": True,
        "message": "no",
    }
    schema = with_rule(rule, {"a": {"type": "string"}})

    assert told({"a": "x"}, schema) == []
    assert told({"a": "y"}, schema) == [("/spec", "spec: no", False)]


def test_too_much_work_is_told_and_not_done() -> None:
    rule: JsonObject = {"rule": "self.l.all(x, self.l.all(y, x + y != 'z'))"}
    schema = with_rule(rule, {"l": {"type": "array", "items": {"type": "string"}}})

    ((pointer, message, unjudged),) = told({"l": ["a" * 100_000] * 300}, schema)

    assert pointer == "/spec"
    assert unjudged
    assert message == (
        "spec: the rule \"self.l.all(x, self.l.all(y, x + y != 'z'))\" is not judged: "
        "cannot be known offline: it may take more work than is done here"
    )


def test_sets_that_are_compared_whole_are_not_judged() -> None:
    rule: JsonObject = {"rule": "self.a == self.b"}
    a_set: JsonObject = {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}}
    schema = with_rule(rule, {"a": a_set, "b": a_set})

    assert told({"a": ["x", "y"], "b": ["y", "x"]}, schema) == [
        (
            "/spec",
            'spec: the rule "self.a == self.b" is not judged: it compares lists that are sets or maps',
            True,
        )
    ]


def test_a_message_expression_does_not_print_what_may_be_secret() -> None:
    rule: JsonObject = {
        "rule": "self.password.size() > 8",
        "message": "the password is too short",
        "messageExpression": "'too short: ' + self.password",
    }
    schema = with_rule(rule, {"password": {"type": "string"}})

    assert told({"password": "hunter2"}, schema) == [("/spec", "spec: the password is too short", False)]


def test_an_error_does_not_print_what_may_be_secret() -> None:
    rule: JsonObject = {"rule": "url(self.tokenUrl).getHost() != ''"}
    schema = with_rule(rule, {"tokenUrl": {"type": "string"}})

    assert told({"tokenUrl": "s3cr3t"}, schema) == [
        ("/spec", "spec: error evaluating rule: url(self.tokenUrl).getHost() != ''", False)
    ]


PARENTS: JsonObject = {
    "parentRefs": {
        "type": "array",
        "maxItems": 32,
        "x-kubernetes-list-type": "atomic",
        "items": {
            "type": "object",
            "properties": {
                name: {"type": "string"} for name in ("group", "kind", "name", "namespace", "sectionName")
            },
        },
    },
    "names": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
}
UNIQUE_PARENTS: JsonObject = {
    "message": "sectionName must be unique when parentRefs includes 2 or more references to the same parent",
    "rule": "self.parentRefs.all(p1, self.parentRefs.exists_one(p2, p1.group == p2.group && p1.kind == p2.kind"
    " && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && "
    "(!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && "
    "has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__)) && (((!has(p1.sectionName) || "
    "p1.sectionName == '') && (!has(p2.sectionName) || p2.sectionName == '')) || (has(p1.sectionName) && "
    "has(p2.sectionName) && p1.sectionName == p2.sectionName))))",
}


def test_the_rules_of_real_routes_are_judged() -> None:
    """As in Gateway API: a rule much longer than what it is about."""
    schema = with_rule(UNIQUE_PARENTS, PARENTS)
    parent: JsonObject = {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "public"}

    assert told({"parentRefs": [{**parent, "sectionName": str(n)} for n in range(32)]}, schema) == []
    assert told({"parentRefs": [parent, parent]}, schema) == [
        ("/spec", f"spec: {UNIQUE_PARENTS['message']}", False)
    ]


def test_what_a_loop_gathers_is_no_comparison_of_lists() -> None:
    rule: JsonObject = {"rule": "self.parentRefs.filter(p, p.kind == 'Gateway').map(p, p.name).size() < 2"}
    schema = with_rule(rule, PARENTS)

    assert told({"parentRefs": [{"kind": "Gateway", "name": "a"}]}, schema) == []
    assert told({"parentRefs": [{"kind": "Gateway", "name": "a"}] * 2}, schema) == [
        ("/spec", f"spec: failed rule: {rule['rule']}", False)
    ]
