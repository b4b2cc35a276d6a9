"""Policies and bindings as they are written; what is malformed in them reads as empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gate.model.json import JsonObject, mapping, sequence, text
from gate.model.resource import Resource


@dataclass(frozen=True, slots=True)
class Named:
    """An expression with the name, key or message that goes with it. index: in its list."""

    index: int
    name: str
    expression: str


@dataclass(frozen=True, slots=True)
class Validation:
    """One validation of a policy."""

    index: int
    expression: str
    message: str
    message_expression: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A ValidatingAdmissionPolicy. given: by the user, and no part of what is judged."""

    resource: Resource
    spec: JsonObject = field(default_factory=dict, compare=False)
    given: bool = False

    @property
    def name(self) -> str:
        return self.resource.id.name

    @property
    def ignores_failures(self) -> bool:
        return self.spec.get("failurePolicy") == "Ignore"

    @property
    def param_kind(self) -> tuple[str, str] | None:
        """The apiVersion and kind of its parameters, None where it has none."""
        kind = self.spec.get("paramKind")
        if not isinstance(kind, dict):
            return None
        return text(kind.get("apiVersion")), text(kind.get("kind"))


@dataclass(frozen=True, slots=True)
class Binding:
    """A ValidatingAdmissionPolicyBinding."""

    resource: Resource
    spec: JsonObject = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        return self.resource.id.name

    @property
    def policy(self) -> str:
        return text(self.spec.get("policyName"))

    @property
    def actions(self) -> tuple[str, ...]:
        return tuple(text(one) for one in sequence(self.spec.get("validationActions")))


def named(
    spec: JsonObject, field_name: str, key: str = "name", expression: str = "expression"
) -> tuple[Named, ...]:
    """The items of a list of a policy's spec that have a name and an expression."""
    return tuple(
        Named(index, text(one.get(key)), text(one.get(expression))) for index, one in _items(spec, field_name)
    )


def validations(spec: JsonObject) -> tuple[Validation, ...]:
    return tuple(
        Validation(
            index,
            text(one.get("expression")),
            text(one.get("message")),
            text(one.get("messageExpression")),
        )
        for index, one in _items(spec, "validations")
    )


def _items(spec: JsonObject, field_name: str) -> Iterator[tuple[int, JsonObject]]:
    return enumerate(map(mapping, sequence(spec.get(field_name))))
