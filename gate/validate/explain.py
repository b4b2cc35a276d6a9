"""Schema errors as faults that people can act on: an unknown field, a type, a missing field, a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import orjson

from gate.model.json import JsonObject, JsonValue, mapping, pointer_of, sequence, text
from gate.validate.rules import REMEDIES
from gate.validate.schemas import Schema
from gate.validate.wording import (
    Tokens,
    dotted,
    either,
    found,
    nearest,
    quoted,
    shown,
    type_of,
    types_in_words,
)

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_MOST_NAMES = 12
_MOST_GUESSES = 40  # a guess takes a millisecond, and one object may hold many thousands of unknown fields
_LONGEST_PATTERN = 120
_BOUNDS = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be more than {}",
    "exclusiveMaximum": "must be less than {}",
    "multipleOf": "must be a multiple of {}",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minItems": "must have at least {} items",
    "maxItems": "must have at most {} items",
    "minProperties": "must have at least {} fields",
    "maxProperties": "must have at most {} fields",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a body, before it is tied to a resource and its Kubernetes versions.

    Two that differ in the remedy alone are the same: what is allowed instead changes from version to version.
    """

    rule: str
    message: str
    pointer: str = ""
    remedy: str = field(default="", compare=False)
    at_key: bool = False
    unjudged: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """A value in a body and where it stands. kind: the resource's; it names the root and guards Secrets."""

    kind: str
    tokens: Tokens
    value: JsonValue
    at_key: bool = False

    def __str__(self) -> str:
        return dotted(self.tokens) or self.kind

    @property
    def found(self) -> str:
        return found(self.value, self.kind, self.tokens)

    @property
    def shown(self) -> str:
        return shown(self.value, self.kind, self.tokens)

    def fault(self, rule: str, message: str, remedy: str = "") -> Fault:
        return Fault(rule, f"{self} {message}", pointer_of(self.tokens), remedy, at_key=self.at_key)


def explain(schema: Schema, body: JsonValue, kind: str) -> tuple[Fault, ...]:
    """The faults of a body that the schema does not accept, sorted by place; never empty."""
    try:
        faults = {fault for error in schema.errors(body) for fault in _faults(error, kind)}
    except RecursionError:
        faults = set()
    if not faults:  # the slow validator could not, or sees it otherwise: the fast one's verdict stands
        faults = {
            Fault("schema/value", f"does not fit the schema of {kind} ({keyword})", pointer)
            for pointer, keyword in schema.places(body)
        }
    return tuple(sorted(faults, key=lambda fault: (fault.pointer, fault.rule, fault.message)))


def _faults(error: ValidationError, kind: str) -> Iterator[Fault]:
    place = _place_of(error, kind)
    keyword, asked = str(error.validator), cast("JsonValue", error.validator_value)
    constraint = mapping(cast("JsonValue", error.schema))
    if "x-says" in constraint:
        yield _beyond(place, constraint)
        return
    match keyword:
        case "additionalProperties":
            yield from _unknown_fields(place, mapping(cast("JsonValue", error.schema)))
        case "required":
            yield from _missing_fields(place, sequence(asked))
        case "type":
            yield _wrong_type(place, asked)
        case "enum" if place.value is None:
            pass  # null is a matter of the type
        case "enum":
            yield _wrong_choice(place, sequence(asked))
        case "anyOf" | "oneOf":
            yield from _no_form(place, error, sequence(asked))
        case _:
            yield _wrong_value(place, keyword, asked)


def _place_of(error: ValidationError, kind: str) -> _Place:
    """Where an error is: one of a key's form (`propertyNames`) is at the key, whatever the key's value."""
    tokens, value = tuple(error.absolute_path), cast("JsonValue", error.instance)
    if isinstance(value, str) and "propertyNames" in error.absolute_schema_path:
        return _Place(kind, (*tokens, value), value, at_key=True)
    return _Place(kind, tokens, value)


def _beyond(place: _Place, constraint: JsonObject) -> Fault:
    """A breach of a constraint of ours, in its own words."""
    scalar = not isinstance(place.value, dict | list) and not place.at_key
    is_now = f"is {place.shown}, " if scalar and place.shown else ""
    rule = text(constraint.get("x-rule")) or "api/value"
    remedy = text(constraint.get("x-do")) or REMEDIES.get(rule, "")
    return place.fault(rule, f"{is_now}{text(constraint['x-says'])}", remedy)


def _unknown_fields(place: _Place, schema: JsonObject) -> Iterator[Fault]:
    known = mapping(schema.get("properties"))
    unknown = [name for name in mapping(place.value) if name not in known]
    for number, name in enumerate(unknown):
        near = nearest(name, known) if number < _MOST_GUESSES else ""
        where = f" in {dotted(place.tokens)}" if place.tokens else ""
        hint = f" (did you mean {quoted(near)}?)" if near else ""
        remedy = f"Rename it to {near}, or remove it." if near else f"Remove it; {_allowed_names(known)}."
        pointer = pointer_of((*place.tokens, name))
        yield Fault(
            "schema/unknown-field", f"unknown field {quoted(name)}{where}{hint}", pointer, remedy, at_key=True
        )


def _allowed_names(known: JsonObject) -> str:
    names = sorted(name for name, schema in known.items() if schema is not False)
    if not names:
        return "no fields are allowed here"
    more = len(names) - _MOST_NAMES
    return f"allowed here: {', '.join(names[:_MOST_NAMES])}" + (f" and {more} more" if more > 0 else "")


def _missing_fields(place: _Place, required: list[JsonValue]) -> Iterator[Fault]:
    present = mapping(place.value)
    for name in required:
        if isinstance(name, str) and name not in present:
            yield place.fault(
                "schema/required", f"lacks {quoted(name)}", f"Set {dotted((*place.tokens, name))}."
            )


def _wrong_type(place: _Place, allowed: JsonValue | list[str]) -> Fault:
    types = [str(name) for name in (allowed if isinstance(allowed, list) else [allowed])]
    if place.value is None and place.tokens and isinstance(place.tokens[-1], str):
        return place.fault("schema/required", "is null, which counts as missing", f"Set {place}.")
    words = types_in_words(types)
    return place.fault("schema/type", f"is {place.found}, must be {words}", _type_remedy(place, types, words))


def _type_remedy(place: _Place, types: list[str], words: str) -> str:
    if "string" in types and isinstance(place.value, bool | int | float):
        return "Put the value in quotes."
    if isinstance(place.value, str) and _reads_as(place.value) in types:
        return "Remove the quotes around the value."
    if "array" in types:
        return "Write a list: one item per `- ` line."
    return f"Write {words}."


def _reads_as(scalar: str) -> str:
    """The JSON type that a string would have without its quotes."""
    try:
        value = orjson.loads(scalar)
    except orjson.JSONDecodeError:
        return "string"
    return {bool: "boolean", int: "integer", float: "number"}.get(type(value), "string")


def _wrong_choice(place: _Place, choices: list[JsonValue]) -> Fault:
    names = [_as_text(choice) for choice in choices if choice is not None]
    near = nearest(place.value, names) if isinstance(place.value, str) else ""
    hint = f" (did you mean {quoted(near)}?)" if near else ""
    is_now = f"is {place.shown}" if place.shown else f"is {type_of(place.value)} that is not allowed"
    remedy = f"Write {near}." if near else "Choose an allowed value."
    return place.fault("schema/value", f"{is_now}, must be {_few(names)}{hint}", remedy)


def _few(names: list[str]) -> str:
    if len(names) > _MOST_NAMES:
        return f"one of {', '.join(names[:_MOST_NAMES])} and {len(names) - _MOST_NAMES} more"
    return either(names) if names else "left out"


def _as_text(value: JsonValue) -> str:
    return value if isinstance(value, str) and value else orjson.dumps(value).decode()


def _wrong_value(place: _Place, keyword: str, limit: JsonValue) -> Fault:
    is_now = f"is {place.shown}" if place.shown else "has a value that is not allowed"
    if keyword in _BOUNDS:
        rule = _BOUNDS[keyword].format(_as_text(limit))
        return place.fault("schema/value", f"{is_now}, {rule}", "Choose a value within the bounds.")
    if keyword == "pattern":
        pattern = str(limit)
        cut = pattern if len(pattern) <= _LONGEST_PATTERN else pattern[: _LONGEST_PATTERN - 1] + "…"
        return place.fault(
            "schema/value", f"{is_now}, must match {cut}", "Write a value that matches the pattern."
        )
    if keyword == "uniqueItems":
        return place.fault("schema/value", "has equal items, must not", "Remove the repeated items.")
    if keyword == "not":
        return place.fault(
            "schema/value", "has a form that the schema forbids", "See the kind's documentation."
        )
    return place.fault("schema/value", f"{is_now} by the schema ({keyword})", "See the kind's documentation.")


def _no_form(place: _Place, error: ValidationError, branches: list[JsonValue]) -> Iterator[Fault]:
    """A value that fits none of several forms, or more than one where exactly one is meant."""
    forms: dict[int, list[ValidationError]] = {}
    for inner in error.context or ():
        forms.setdefault(int(inner.schema_path[0]), []).append(inner)
    if not forms:
        yield place.fault(
            "schema/value", "fits several forms of which exactly one is allowed", _choose(branches)
        )
        return
    if fields := _field_choices(branches):
        words = "one of" if error.validator == "anyOf" else "exactly one of"
        yield place.fault("schema/value", f"must have {words} {', '.join(fields)}", f"Set {either(fields)}.")
        return
    errors = [inner for branch in forms.values() for inner in branch]
    if all(inner.validator == "type" and inner.instance is error.instance for inner in errors):
        asked = [cast("JsonValue", inner.validator_value) for inner in errors]
        types = [name for one in asked for name in (one if isinstance(one, list) else [one])]
        yield _wrong_type(place, list(dict.fromkeys(map(str, types))))
        return
    nearest_form = min(forms.values(), key=len)
    reasons = "; ".join(fault.message for inner in nearest_form for fault in _faults(inner, place.kind))
    yield place.fault(
        "schema/value", f"fits none of the {len(forms)} allowed forms; nearest: {reasons}", _choose(branches)
    )


def _choose(branches: list[JsonValue]) -> str:
    fields = _field_choices(branches)
    return (
        f"Keep one of {', '.join(fields)}."
        if fields
        else "See the kind's documentation for the allowed forms."
    )


def _field_choices(branches: list[JsonValue]) -> list[str]:
    """The fields to choose from where each form only asks for one field; else nothing."""
    required = [sequence(mapping(branch).get("required")) for branch in branches]
    if all(len(names) == 1 for names in required):
        return [str(names[0]) for names in required]
    return []
