"""What the API server says of the validation rules of a CustomResourceDefinition itself.

Source: ValidateCustomResourceDefinitionOpenAPISchema in
apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gate.expressions import CompileFault, Expression
from gate.expressions.types import BOOL, STRING, CelType
from gate.model.json import JsonObject, mapping, pointer_of
from gate.validate.explain import Fault
from gate.validate.expressions.compiling import CompiledRule, CompiledSchema, compiled_schema
from gate.validate.expressions.costs import over_budget
from gate.validate.expressions.field_paths import steps
from gate.validate.expressions.instance import broken_within
from gate.validate.expressions.scopes import RULES, Rule, Scope, scopes
from gate.validate.wording import Tokens, dotted, either, quoted

_REASONS = ("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired")
_LINE_BREAK = re.compile(r"[\n\r]")
_REMEDY = "Correct the rule; the API server refuses the definition as it is."


def rule_faults(root: JsonObject, kubernetes: str) -> Iterator[Fault]:
    """What is wrong with the rules of a version's schema that is right otherwise.

    Pointers start at the schema. Expressions are compiled once all rules are well-formed, as the server does.
    """
    try:
        every = list(scopes(root))
    except RecursionError:
        return  # what is nested too deeply cannot be used, and is told as that
    malformed = [fault for scope in every for fault in _malformed(scope)]
    yield from malformed
    if malformed:
        return
    compiled = compiled_schema(root, kubernetes)
    refused = [*_refused(compiled), *(_fault(at, says) for at, says in over_budget(root, compiled))]
    yield from refused
    if not any(not fault.unjudged for fault in refused):
        yield from _broken_defaults(every, compiled)


def _fault(at: Tokens, says: str, *, unjudged: bool = False) -> Fault:
    return Fault(
        "schema/invalid-crd",
        f"{dotted(at) or 'it'} {says}",
        pointer_of(at),
        "" if unjudged else _REMEDY,
        unjudged=unjudged,
    )


def _malformed(scope: Scope) -> Iterator[Fault]:
    for index, rule in enumerate(scope.rules):
        at = (*scope.at, RULES, index)
        yield from (_fault((*at, field), says) for field, says in _problems(rule, scope.schema))


def _problems(rule: Rule, schema: JsonObject) -> Iterator[tuple[str, str]]:
    """The field that is malformed, and why."""
    message = rule.message.strip()
    if not rule.rule.strip():
        yield "rule", "is not specified"
    elif rule.message and not message:
        yield "message", "must be non-empty if specified"
    elif _LINE_BREAK.search(message):
        yield "message", "must not contain line breaks"
    elif _LINE_BREAK.search(rule.rule.strip()) and not message:
        yield "message", "must be specified if rule contains line breaks"
    if rule.message_expression and not rule.message_expression.strip():
        yield "messageExpression", "must be non-empty if specified"
    if isinstance(rule.reason, str) and rule.reason not in _REASONS:
        yield "reason", f"is {quoted(rule.reason)}, must be {either(list(_REASONS))}"
    if rule.field_path and not rule.field_path.strip():
        yield "fieldPath", "must be non-empty if specified"
    elif _LINE_BREAK.search(rule.field_path):
        yield "fieldPath", "must not contain line breaks"
    elif rule.field_path and steps(rule.field_path, schema) is None:
        yield "fieldPath", f"is {quoted(rule.field_path)}, must be a valid path"


def _refused(compiled: CompiledSchema) -> Iterator[Fault]:
    for at, scope in compiled.all():
        if not scope.typed:
            says = "cannot be used here: unable to convert structural schema to CEL declarations"
            yield _fault((*at, RULES), says)
            continue
        for index, rule in enumerate(scope.rules):
            place = (*at, RULES, index)
            yield from _of_expression(rule.condition, (*place, "rule"), BOOL)
            yield from _of_expression(rule.message, (*place, "messageExpression"), STRING)
            yield from _of_old_self(rule, scope.scope, place)


def _of_expression(
    expression: Expression | CompileFault | None, at: Tokens, wanted: CelType
) -> Iterator[Fault]:
    subject = "cel expression" if wanted == BOOL else "messageExpression"
    match expression:
        case CompileFault(unjudgeable=True):
            yield _fault(at, f"is not judged: {expression}", unjudged=True)
        case CompileFault():
            prefix = "" if wanted == BOOL else "messageExpression "
            yield _fault(at, f"does not compile: {prefix}compilation failed: {expression}")
        case Expression(returns=returns) if returns != wanted:
            yield _fault(
                at, f"does not compile: {subject} must evaluate to a {'bool' if wanted == BOOL else 'string'}"
            )


def _of_old_self(rule: CompiledRule, scope: Scope, place: Tokens) -> Iterator[Fault]:
    if not isinstance(rule.condition, Expression):
        return
    if rule.uses_old_self and scope.uncorrelated is not None:
        where = dotted(scope.uncorrelated) or "the schema"
        says = (
            f"uses oldSelf, which cannot be used on the uncorrelatable portion of the schema within {where}"
        )
        yield _fault((*place, "rule"), says)
    if not rule.uses_old_self and rule.rule.optional_old_self is not None:
        yield _fault((*place, "optionalOldSelf"), "may not be set if oldSelf is not used in rule")


def _broken_defaults(every: list[Scope], compiled: CompiledSchema) -> Iterator[Fault]:
    """Defaults that break a rule of their own schema."""
    for scope in every:
        default = scope.schema.get("default")
        if default is None or scope.at not in compiled.ways:
            continue
        at = (*scope.at, "default")
        for fault in broken_within(default, mapping(scope.schema), compiled, scope.at):
            message = f"{dotted(at)} does not fit its own schema: {fault.message}"
            yield replace(fault, rule="schema/invalid-crd", message=message, pointer=pointer_of(at))
