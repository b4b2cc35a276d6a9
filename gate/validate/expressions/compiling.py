"""The validation rules of a schema, compiled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import orjson

from gate.expressions import CompileFault, Environment, Expression
from gate.expressions.schemas import type_of
from gate.expressions.types import OptionalOf
from gate.model.json import JsonObject, mapping
from gate.validate.expressions.scopes import RULES, Rule, Scope, scopes
from gate.validate.wording import Tokens


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with its expressions; condition is None where the rule is empty, message where it has none."""

    rule: Rule
    condition: Expression | CompileFault | None
    message: Expression | CompileFault | None

    @property
    def uses_old_self(self) -> bool:
        return isinstance(self.condition, Expression) and "oldSelf" in self.condition.variables


@dataclass(frozen=True, slots=True)
class CompiledScope:
    """The rules of one schema. typed: whether expressions can see what the schema describes."""

    scope: Scope
    rules: tuple[CompiledRule, ...]
    typed: bool = True


class CompiledSchema:
    """The rules of a version's schema by the place of what they are for, compiled when first asked for.

    ways: from the schema's root to these places.
    """

    def __init__(self, scopes: Iterable[Scope], kubernetes: str) -> None:
        self._kubernetes = kubernetes
        self._given = {scope.at: scope for scope in scopes if scope.rules}
        self._compiled: dict[Tokens, CompiledScope] = {}
        self.ways = frozenset(at[:length] for at in self._given for length in range(len(at) + 1))

    def at(self, way: Tokens) -> CompiledScope | None:
        """The rules of the schema at a place."""
        if way not in self._compiled:
            if way not in self._given:
                return None
            self._compiled[way] = _compiled_scope(self._given[way], self._kubernetes)
        return self._compiled[way]

    def all(self) -> Iterator[tuple[Tokens, CompiledScope]]:
        """Every place that has rules, with these."""
        for way in self._given:
            scope = self.at(way)
            if scope is not None:
                yield way, scope


def compiled_schema(root: JsonObject, kubernetes: str) -> CompiledSchema:
    """The rules of a schema as a Kubernetes version compiles them, once for equal schemas."""
    try:
        return _compiled(orjson.dumps(root), kubernetes)
    except (orjson.JSONEncodeError, RecursionError):
        return CompiledSchema((), kubernetes)


@lru_cache(maxsize=256)
def _compiled(root: bytes, kubernetes: str) -> CompiledSchema:
    found = scopes(mapping(orjson.loads(root))) if RULES.encode() in root else ()
    return CompiledSchema(found, kubernetes)


def _compiled_scope(scope: Scope, kubernetes: str) -> CompiledScope:
    of = type_of(scope.schema, root=scope.is_resource)
    if of is None:
        return CompiledScope(
            scope, tuple(CompiledRule(rule, None, None) for rule in scope.rules), typed=False
        )

    @cache
    def environment(*, optional: bool) -> Environment:
        return Environment({"self": of, "oldSelf": OptionalOf(of) if optional else of}, kubernetes)

    def compiled(rule: Rule) -> CompiledRule:
        given = environment(optional=rule.optional_old_self is True)
        condition = given.compile(rule.rule) if rule.rule.strip() else None
        message = given.compile(rule.message_expression) if rule.message_expression.strip() else None
        return CompiledRule(rule, condition, message)

    return CompiledScope(scope, tuple(map(compiled, scope.rules)))
