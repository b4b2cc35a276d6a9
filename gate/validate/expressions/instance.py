"""The validation rules of a custom kind over one of its resources, as the API server runs them on creation.

Source: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.expressions import Bindings, EvaluationFault, Expression
from gate.expressions.schemas import value_of
from gate.model.json import JsonObject, JsonValue, mapping, pointer_of
from gate.validate.explain import Fault
from gate.validate.expressions.compiling import CompiledRule, CompiledSchema, CompiledScope, compiled_schema
from gate.validate.expressions.field_paths import steps
from gate.validate.rules import REMEDIES
from gate.validate.wording import Tokens, dotted, may_show, quoted

_LONGEST_MESSAGE = 5 * 1024
_EMBEDDED = "x-kubernetes-embedded-resource"
_NO_OVERLOAD = "no such overload"
_RULE = "api/expression"


def broken_rules(body: JsonObject, root: JsonObject, kubernetes: str) -> Iterator[Fault]:
    """The rules that a completed and pruned resource breaks; those that cannot be judged are told as that."""
    compiled = compiled_schema(root, kubernetes)
    if compiled.ways:
        yield from broken_within(body, root, compiled, ())


def broken_within(
    value: JsonValue, schema: JsonObject, compiled: CompiledSchema, way: Tokens, place: Tokens = ()
) -> Iterator[Fault]:
    """The rules that a value breaks. way: to its schema. place: where the value itself stands."""
    if value is None or way not in compiled.ways:
        return
    if scope := compiled.at(way):
        yield from _broken(value, scope, place)
    if isinstance(value, list):
        items = mapping(schema.get("items"))
        for index, item in enumerate(value):
            yield from broken_within(item, items, compiled, (*way, "items"), (*place, index))
    elif isinstance(value, dict):
        fields = mapping(schema.get("properties"))
        others = mapping(schema.get("additionalProperties"))
        for name, inner in value.items():
            yield from broken_within(inner, others, compiled, (*way, "additionalProperties"), (*place, name))
            given = mapping(fields.get(name))
            yield from broken_within(inner, given, compiled, (*way, "properties", name), (*place, name))


def _broken(value: JsonValue, scope: CompiledScope, place: Tokens) -> Iterator[Fault]:
    seen = value_of(value, scope.scope.schema, root=scope.scope.is_resource)
    for rule in scope.rules:
        if not isinstance(rule.condition, Expression):
            yield _unjudged(rule, place, "it does not compile")
        elif not rule.uses_old_self or rule.rule.optional_old_self is True:
            bindings = rule.condition.environment.bind({"self": seen, "oldSelf": None})
            yield from _outcome(rule, rule.condition, bindings, scope, place)


def _outcome(
    rule: CompiledRule, condition: Expression, bindings: Bindings, scope: CompiledScope, place: Tokens
) -> Iterator[Fault]:
    result = condition.evaluate(bindings)
    if isinstance(result, EvaluationFault):
        yield _without_value(rule, result, place)
    elif condition.compares_lists and _has_keyed_lists(scope.scope.schema):
        yield _unjudged(rule, place, "it compares lists that are sets or maps")
    elif result is not True:
        where = (*place, *(steps(rule.rule.field_path, scope.scope.schema) or ()))
        yield _fault(where, _message(rule, bindings, where))


def _fault(place: Tokens, says: str, *, unjudged: bool = False) -> Fault:
    named = f"{dotted(place)}: {says}" if place else says
    return Fault(_RULE, named, pointer_of(place), "" if unjudged else REMEDIES[_RULE], unjudged=unjudged)


def _unjudged(rule: CompiledRule, place: Tokens, why: str) -> Fault:
    return _fault(place, f"the rule {quoted(rule.rule.rule.strip())} is not judged: {why}", unjudged=True)


def _without_value(rule: CompiledRule, problem: EvaluationFault, place: Tokens) -> Fault:
    if problem.unjudgeable:
        return _unjudged(rule, place, problem.message)
    named = rule.rule.named
    if problem.message == _NO_OVERLOAD:
        says = "call arguments did not match a supported operator, function or macro signature for rule"
        return _fault(place, f"'{_NO_OVERLOAD}': {says}: {named}")
    quotes = '"' in problem.message
    message = "error" if quotes and not may_show("", (*place, rule.rule.rule)) else problem.message
    return _fault(place, f"{message} evaluating rule: {named}")


def _message(rule: CompiledRule, bindings: Bindings, place: Tokens) -> str:
    """What the rule's own words are; a message expression may print values, so not where these are secret."""
    if not isinstance(rule.message, Expression) or not _may_print(rule, place):
        return rule.rule.said
    message = rule.message.evaluate(bindings)
    if isinstance(message, str):
        trimmed = message.strip()
        if trimmed and "\n" not in trimmed and len(trimmed.encode()) <= _LONGEST_MESSAGE:
            return trimmed
    return rule.rule.said


def _may_print(rule: CompiledRule, place: Tokens) -> bool:
    return may_show("", (*place, rule.rule.message_expression))


def _has_keyed_lists(schema: JsonObject) -> bool:
    """Whether the server compares lists in it without regard to their order."""
    waiting: list[JsonValue] = [schema]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if one.get("x-kubernetes-list-type") in ("set", "map"):
                return True
            waiting.extend(one.values())
    return False
