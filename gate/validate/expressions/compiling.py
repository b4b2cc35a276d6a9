"""The validation rules of a schema, compiled."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class CompiledSchema:
    """The rules of a version's schema by the place of what they are for; ways: to these places."""

    scopes: dict[Tokens, CompiledScope]
    ways: frozenset[Tokens]


def compiled_schema(root: JsonObject, kubernetes: str) -> CompiledSchema:
    """The rules of a schema as a Kubernetes version compiles them, once for equal schemas."""
    try:
        return _compiled(orjson.dumps(root), kubernetes)
    except (orjson.JSONEncodeError, RecursionError):
        return CompiledSchema({}, frozenset())


@lru_cache(maxsize=256)
def _compiled(root: bytes, kubernetes: str) -> CompiledSchema:
    if RULES.encode() not in root:
        return CompiledSchema({}, frozenset())
    found = {
        scope.at: _compiled_scope(scope, kubernetes)
        for scope in scopes(mapping(orjson.loads(root)))
        if scope.rules
    }
    return CompiledSchema(found, frozenset(at[:length] for at in found for length in range(len(at) + 1)))


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
