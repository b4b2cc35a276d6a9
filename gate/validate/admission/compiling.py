"""The expressions of a policy, compiled for a Kubernetes version.

Source: compilePolicy in pkg/admission/plugin/policy/validating/plugin.go of k8s.io/apiserver.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gate.expressions import CompileFault, Environment, Expression
from gate.expressions.types import BOOL, DYN, NULL, STRING, CelType, ListOf, MapOf, Named, written
from gate.model.json import JsonObject
from gate.validate.admission.reading import Named as NamedExpression
from gate.validate.admission.reading import Validation, named, validations
from gate.validate.admission.variables import declared

MOST_VARIABLES = 100
"""Each has an environment of its own, which takes its time to make."""

Compiled = Expression | CompileFault
_SCALARS = frozenset(
    {"any", "bool", "bytes", "double", "duration", "int", "null_type", "string", "timestamp", "uint"}
)


@dataclass(frozen=True, slots=True)
class CompiledPolicy:
    """Each expression of a policy with what became of it. messages: None where there is none."""

    conditions: tuple[tuple[NamedExpression, Compiled], ...]
    variables: tuple[tuple[NamedExpression, Compiled], ...]
    validations: tuple[tuple[Validation, Compiled, Compiled | None], ...]
    annotations: tuple[tuple[NamedExpression, Compiled], ...]


def compiled_policy(spec: JsonObject, kubernetes: str) -> CompiledPolicy:
    """The expressions of a policy's spec, each compiled to see the variables that it may use."""
    params = isinstance(spec.get("paramKind"), dict)
    variables, types = compiled_variables(spec, kubernetes)
    composed = types if variables else None
    full = Environment(declared(composed, params=params), kubernetes)
    of_messages = Environment(declared(composed, params=params, authorizer=False), kubernetes)
    annotations = named(spec, "auditAnnotations", "key", "valueExpression")
    return CompiledPolicy(
        conditions=compiled_conditions(named(spec, "matchConditions"), kubernetes, params=params),
        variables=variables,
        validations=tuple(
            (
                one,
                compiled(full, one.expression, BOOL),
                compiled(of_messages, one.message_expression, STRING) if one.message_expression else None,
            )
            for one in validations(spec)
        ),
        annotations=tuple((one, compiled(full, one.expression.strip(), STRING, NULL)) for one in annotations),
    )


def compiled_conditions(
    conditions: Iterable[NamedExpression], kubernetes: str, *, params: bool
) -> tuple[tuple[NamedExpression, Compiled], ...]:
    """Match conditions, of a policy or a webhook; they see no variables."""
    environment = Environment(declared(None, params=params), kubernetes)
    return tuple((one, compiled(environment, one.expression.strip(), BOOL)) for one in conditions)


def compiled_variables(
    spec: JsonObject, kubernetes: str
) -> tuple[tuple[tuple[NamedExpression, Compiled], ...], dict[str, CelType]]:
    """A policy's own variables, of which each sees those before it, and their types."""
    params = isinstance(spec.get("paramKind"), dict)
    types: dict[str, CelType] = {}
    found: list[tuple[NamedExpression, Compiled]] = []
    for one in named(spec, "variables"):
        if len(types) >= MOST_VARIABLES:
            beyond = CompileFault(f"there are more than {MOST_VARIABLES} variables", unjudgeable=True)
            found.append((one, beyond))
            continue
        result = compiled(Environment(declared(types, params=params), kubernetes), one.expression)
        found.append((one, result))
        if one.name.isidentifier() and one.name.isascii():
            types[one.name] = _of_variable(result.returns) if isinstance(result, Expression) else DYN
    return tuple(found), types


def compiled(environment: Environment, text: str, *wanted: CelType) -> Compiled:
    """An expression of one of some types; of any where none is given."""
    result = environment.compile(text)
    if isinstance(result, CompileFault):
        return result if result.unjudgeable else _prefixed(result)
    if wanted and result.returns not in wanted:
        found = written(result.returns)
        if len(wanted) == 1:
            return CompileFault(f"must evaluate to {written(wanted[0])} but got {found}")
        kinds = " ".join(written(one) for one in wanted)
        return CompileFault(f"must evaluate to one of [{kinds}] but got {found}")
    return result


def _prefixed(fault: CompileFault) -> CompileFault:
    return CompileFault(f"compilation failed: {fault.message}", fault.line, fault.column)


def _of_variable(of: CelType) -> CelType:
    """The type of a variable: the server knows no objects, optionals or opaque values there."""
    match of:
        case ListOf(item):
            return ListOf(_of_variable(item))
        case MapOf(value, key):
            return MapOf(_of_variable(value), key)
        case Named(name) if name in _SCALARS:
            return of
    return DYN
