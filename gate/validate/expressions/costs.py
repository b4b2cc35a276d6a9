"""What the validation rules of a version's schema may cost together, and one by one.

Source: StaticEstimatedCostLimit in apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gate.expressions import Expression
from gate.expressions.cost import LARGEST
from gate.model.json import JsonObject, mapping
from gate.validate.expressions.compiling import CompiledSchema, CompiledScope
from gate.validate.expressions.extents import MOST_BYTES, extent_of, limit_of, sizes_in
from gate.validate.expressions.scopes import RULES
from gate.validate.wording import Tokens, dotted

_MOST_OF_ONE = 10_000_000
_MOST_OF_ALL = 100_000_000
_EXACTLY, _FAR = 1.5, 100
"""Factors that the server says in full, and those that it says no more of."""
_ADVICE = (
    "(try simplifying the rule, or adding maxItems, maxProperties, and maxLength "
    "where arrays, maps, and strings are declared)"
)


@dataclass(frozen=True, slots=True)
class _Cost:
    """The most that an expression costs in one request. at: its field."""

    at: Tokens
    name: str
    amount: int


def over_budget(root: JsonObject, compiled: CompiledSchema) -> Iterator[tuple[Tokens, str]]:
    """The expressions that may cost more than the server allows, and the schema where all of them do."""
    costs = [cost for at, scope in compiled.all() for cost in _costs(root, at, scope)]
    for cost in costs:
        if cost.amount > _MOST_OF_ONE:
            yield cost.at, f"is refused: estimated {cost.name} cost {_exceeds(cost.amount, _MOST_OF_ONE)}"
    total = min(sum(cost.amount for cost in costs), LARGEST)
    if total > _MOST_OF_ALL:
        dearest = dotted(max(costs, key=lambda cost: cost.amount).at)
        says = f"{RULES} estimated rule cost total for entire OpenAPIv3 schema"
        yield (), f"is refused: {says} {_exceeds(total, _MOST_OF_ALL)}; {dearest} costs most"


def _exceeds(amount: int, limit: int) -> str:
    factor = amount / limit
    said = f"{factor:f}" if factor < _EXACTLY else f"{factor:.1f}"
    if factor > _FAR:
        said = f"more than {_FAR}"
    return f"exceeds budget by factor of {said}x {_ADVICE}"


def _costs(root: JsonObject, at: Tokens, scope: CompiledScope) -> Iterator[_Cost]:
    extent = extent_of(scope.scope.schema, root=scope.scope.is_resource)
    if extent is None:
        return
    times, sizes = _most_places(root, at), sizes_in(extent)
    if times is None:
        times = MOST_BYTES // (extent.least + 1)
    for index, rule in enumerate(scope.rules):
        if isinstance(rule.condition, Expression):
            amount = min(rule.condition.cost(sizes) * times, LARGEST)
            yield _Cost((*at, RULES, index, "rule"), "rule", amount)
        if isinstance(rule.message, Expression):
            yield _Cost(
                (*at, RULES, index, "messageExpression"), "messageExpression", rule.message.cost(sizes)
            )


def _most_places(root: JsonObject, at: Tokens) -> int | None:
    """How many values one resource may have for a schema; None where nothing bounds them."""
    schema, times, steps = root, 1, iter(at)
    for step in steps:
        if step == "properties":
            schema = mapping(mapping(schema.get(step)).get(str(next(steps, ""))))
            continue
        most = limit_of(schema, "maxItems" if step == "items" else "maxProperties")
        if most is None:
            return None
        times = min(times * most, LARGEST)
        schema = mapping(schema.get(str(step)))
    return times
