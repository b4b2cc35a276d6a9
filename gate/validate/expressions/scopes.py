"""The places of a structural schema that have validation rules, and the rules as they are written.

Source: apiextensions-apiserver/pkg/apis/apiextensions/validation/{validation,cel_validation}.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.validate.wording import Tokens

RULES = "x-kubernetes-validations"
_EMBEDDED = "x-kubernetes-embedded-resource"
_CORRELATABLE_MAPS = ("granular", "atomic", None)


@dataclass(frozen=True, slots=True)
class Rule:
    """One validation rule; what is malformed in it reads as empty."""

    rule: str
    message: str
    message_expression: str
    reason: JsonValue
    field_path: str
    optional_old_self: bool | None

    @property
    def said(self) -> str:
        """What the server says when the rule is broken and no message expression says it better."""
        return self.message.strip() or f"failed rule: {self.rule.strip()}"

    @property
    def named(self) -> str:
        """How the rule is called in errors about itself."""
        return self.message.strip() or self.rule.strip()


@dataclass(frozen=True, slots=True)
class Scope:
    """A schema with rules, or one on the way to them.

    at: from the schema's root. is_resource: it describes a resource, whose kind and name rules always see.
    uncorrelated: the schema above it whose parts have no counterpart in the object before, so that `oldSelf`
    means nothing; None where there is none.
    """

    schema: JsonObject
    at: Tokens = ()
    is_resource: bool = True
    uncorrelated: Tokens | None = None

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(_rule(mapping(one)) for one in sequence(self.schema.get(RULES)))


def _rule(given: JsonObject) -> Rule:
    optional = given.get("optionalOldSelf")
    return Rule(
        text(given.get("rule")),
        text(given.get("message")),
        text(given.get("messageExpression")),
        given.get("reason"),
        text(given.get("fieldPath")),
        optional if isinstance(optional, bool) else None,
    )


def scopes(root: JsonObject) -> Iterator[Scope]:
    """Every node of the skeleton, parents first. RecursionError when it is nested too deeply."""
    return _within(Scope(root))


def _within(scope: Scope) -> Iterator[Scope]:
    yield scope
    schema = scope.schema
    for name, inner in mapping(schema.get("properties")).items():
        if isinstance(inner, dict):
            correlates = schema.get("x-kubernetes-map-type") in _CORRELATABLE_MAPS
            yield from _within(_below(scope, inner, ("properties", name), correlates=correlates))
    for keyword in ("additionalProperties", "items"):
        part = schema.get(keyword)
        if isinstance(part, dict):
            correlates = keyword != "items" or schema.get("x-kubernetes-list-type") == "map"
            yield from _within(_below(scope, part, (keyword,), correlates=correlates))


def _below(scope: Scope, schema: JsonObject, way: Tokens, *, correlates: bool) -> Scope:
    above = scope.uncorrelated
    return replace(
        scope,
        schema=schema,
        at=(*scope.at, *way),
        is_resource=schema.get(_EMBEDDED) is True,
        uncorrelated=above if above is not None or correlates else scope.at,
    )
