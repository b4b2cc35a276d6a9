"""What a CustomResourceDefinition's schema asks of a value by itself, in the terms of JSON Schema 2020-12."""

from __future__ import annotations

from gate.model.json import JsonObject, JsonValue, pointer_of, text
from gate.validate.formats import constraint
from gate.validate.patterns import as_compiled
from gate.validate.wording import Tokens

_DEEPEST = 200
_BOUNDS = ("minimum", "maximum")
_COUNTS = {
    "multipleOf": "number",
    "minLength": "string",
    "maxLength": "string",
    "minItems": "array",
    "maxItems": "array",
    "minProperties": "object",
    "maxProperties": "object",
}
"""Keyword -> the type of value that it judges."""
_TYPES = frozenset({"object", "array", "string", "integer", "number", "boolean"})
INT_OR_STRING: list[JsonValue] = ["integer", "string"]


class SchemaError(Exception):
    """A schema that cannot be used. pointer: from the schema's root to what is wrong with it."""

    def __init__(self, message: str, tokens: Tokens) -> None:
        super().__init__(message)
        self.message = message
        self.pointer = pointer_of(tokens)


def checked(schema: JsonValue, at: Tokens) -> JsonObject:
    if not isinstance(schema, dict):
        raise SchemaError("a schema must be an object", at)
    if len(at) > _DEEPEST:
        raise SchemaError("the schema is nested too deeply", at)
    if "$ref" in schema:
        raise SchemaError("$ref is forbidden in the schema of a CustomResourceDefinition", (*at, "$ref"))
    return schema


def value_constraints(given: JsonObject, at: Tokens, kubernetes: tuple[int, int]) -> JsonObject:
    """What a schema asks of a value without looking into it. kubernetes: whose formats are judged."""
    made: JsonObject = {}
    for keyword in _BOUNDS:
        if (limit := _number(given, keyword, at)) is not None:
            made[keyword] = limit
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if given.get(exclusive) is True and bound in made:
            made[exclusive] = made.pop(bound)
    _add_counts(made, given, at)
    choices = given.get("enum")
    if choices is not None and not isinstance(choices, list):
        raise SchemaError("enum must be a list of values", (*at, "enum"))
    if choices:
        made["enum"] = list(choices)
    pattern = given.get("pattern")
    if pattern is not None and not isinstance(pattern, str):
        raise SchemaError("pattern must be a string", (*at, "pattern"))
    if pattern:
        made["pattern"] = as_compiled(pattern)
    form = constraint(text(given.get("format")), kubernetes)
    if form is not None:
        made["allOf"] = [*_listed(made), form]
    return made


def _add_counts(made: JsonObject, given: JsonObject, at: Tokens) -> None:
    """Lengths and multiples; the server takes negative ones, and then at most refuses every value."""
    for keyword, kind in _COUNTS.items():
        limit = _number(given, keyword, at)
        if limit is None:
            continue
        if limit > 0 or (limit == 0 and keyword != "multipleOf"):
            made[keyword] = limit
        elif not keyword.startswith("min"):
            says = f"can have no value: its {keyword} is {limit}"
            never: JsonObject = {"not": {"type": kind}, "x-rule": "schema/value", "x-says": says}
            made["allOf"] = [*_listed(made), never]


def _listed(made: JsonObject) -> list[JsonValue]:
    found = made.get("allOf")
    return found if isinstance(found, list) else []


def _number(given: JsonObject, keyword: str, at: Tokens) -> int | float | None:
    limit = given.get(keyword)
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int | float)):
        raise SchemaError(f"{keyword} must be a number", (*at, keyword))
    return limit


def add_type(made: JsonObject, given: JsonObject, at: Tokens) -> None:
    if given.get("x-kubernetes-int-or-string") is True:
        made["type"] = list(INT_OR_STRING)
        return
    name = given.get("type")
    if name is None or name == "":
        return
    if not isinstance(name, str) or name not in _TYPES:
        raise SchemaError(f"type must be one of {', '.join(sorted(_TYPES))}", (*at, "type"))
    made["type"] = name


def fields_in(given: JsonObject, keyword: str, at: Tokens) -> JsonObject:
    value = given.get(keyword)
    if value is not None and not isinstance(value, dict):
        raise SchemaError(f"{keyword} must be an object", (*at, keyword))
    return value or {}


def names_in(given: JsonObject, keyword: str, at: Tokens) -> list[str]:
    value = given.get(keyword)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise SchemaError(f"{keyword} must be a list of names", (*at, keyword))
    return list(dict.fromkeys(str(name) for name in value))
