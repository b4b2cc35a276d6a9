"""What the API server says of the expressions in admission policies and webhooks themselves.

Source: pkg/apis/admissionregistration/validation/validation.go of Kubernetes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gate.expressions import CompileFault
from gate.expressions.names import escaped
from gate.model.json import JsonObject, mapping, pointer_of, sequence, text
from gate.validate.admission.compiling import (
    Compiled,
    compiled_conditions,
    compiled_policy,
    compiled_variables,
)
from gate.validate.admission.names import MUTATING, POLICY
from gate.validate.admission.reading import Named, named
from gate.validate.explain import Fault
from gate.validate.wording import Tokens, dotted, quoted

_LINE_BREAK = re.compile(r"[\n\r]")
_REMEDY = "Correct the expression; the API server refuses the resource as it is."
_CONDITIONS = "matchConditions"


def expression_faults(kind: str, body: JsonObject, kubernetes: str) -> Iterator[Fault]:
    """What is wrong with the expressions of an admission policy or webhook, by its kind of their group."""
    if kind.endswith("WebhookConfiguration"):
        yield from _of_webhooks(body, kubernetes)
        return
    spec = mapping(body.get("spec"))
    if kind == POLICY:
        yield from _validating(spec, kubernetes)
    elif kind == MUTATING:
        params = isinstance(spec.get("paramKind"), dict)
        conditions = compiled_conditions(named(spec, _CONDITIONS), kubernetes, params=params)
        yield from _refused(conditions, ("spec", _CONDITIONS))
        yield from _variables(compiled_variables(spec, kubernetes)[0])


def _of_webhooks(body: JsonObject, kubernetes: str) -> Iterator[Fault]:
    for index, webhook in enumerate(map(mapping, sequence(body.get("webhooks")))):
        conditions = named(webhook, _CONDITIONS)
        if conditions:
            compiled = compiled_conditions(conditions, kubernetes, params=False)
            yield from _refused(compiled, ("webhooks", index, _CONDITIONS))


def _validating(spec: JsonObject, kubernetes: str) -> Iterator[Fault]:
    policy = compiled_policy(spec, kubernetes)
    yield from _refused(policy.conditions, ("spec", _CONDITIONS))
    yield from _variables(policy.variables)
    for one, condition, message in policy.validations:
        place = ("spec", "validations", one.index)
        yield from _present(one.expression, condition, (*place, "expression"))
        if one.message_expression.strip():
            yield from _of(message, (*place, "messageExpression"))
        yield from _texts(mapping(sequence(spec.get("validations"))[one.index]), place)
    yield from _refused(policy.annotations, ("spec", "auditAnnotations"), "valueExpression")


def _variables(variables: Iterable[tuple[Named, Compiled]]) -> Iterator[Fault]:
    every = list(variables)
    yield from _refused(every, ("spec", "variables"))
    for one, _ in every:
        if escaped(one.name) == f"__{one.name}__":
            place = ("spec", "variables", one.index, "name")
            yield _fault("format", place, f"is {quoted(one.name)}, must be a valid CEL identifier")


def _refused(
    expressions: Iterable[tuple[Named, Compiled]], place: Tokens, field: str = "expression"
) -> Iterator[Fault]:
    for one, result in expressions:
        yield from _present(one.expression, result, (*place, one.index, field))


def _present(expression: str, result: Compiled, place: Tokens) -> Iterator[Fault]:
    """What is wrong with an expression that has to be there; one that is not written is the schema's."""
    if expression.strip():
        yield from _of(result, place)
    elif expression:
        yield _fault("required", place, "is not specified")


def _of(result: Compiled | None, place: Tokens) -> Iterator[Fault]:
    match result:
        case CompileFault(unjudgeable=True):
            yield _fault("expression", place, f"is not judged: {result}", unjudged=True)
        case CompileFault():
            yield _fault("expression", place, f"is refused: {result}")


def _texts(validation: JsonObject, place: Tokens) -> Iterator[Fault]:
    """Messages that are blank or of several lines."""
    for field in ("messageExpression", "message"):
        written = text(validation.get(field))
        if written and not written.strip():
            yield _fault("format", (*place, field), "must be non-empty if specified")
    if _LINE_BREAK.search(text(validation.get("message")).strip()):
        yield _fault("format", (*place, "message"), "must not contain line breaks")


def _fault(rule: str, place: Tokens, says: str, *, unjudged: bool = False) -> Fault:
    remedy = "" if unjudged else _REMEDY
    return Fault(f"api/{rule}", f"{dotted(place)} {says}", pointer_of(place), remedy, unjudged=unjudged)
