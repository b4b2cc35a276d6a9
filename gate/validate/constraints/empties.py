"""Null among the items of a list: the server takes it for an empty object or string, and judges that."""

from __future__ import annotations

import re

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

_NULL: JsonValue = {"type": "null"}


def refuse_null_items(definitions: JsonObject) -> None:
    """Let no item be null in lists of a type that an empty object does not fit."""
    for definition in definitions.values():
        for schema in mapping(mapping(definition).get("properties")).values():
            items = mapping(mapping(schema).get("items"))
            name = text(items.get("$ref")).rpartition("/")[2]
            if name and _refuses_empty(mapping(definitions.get(name))):
                items["type"] = "object"


def refuses_blank(schema: JsonObject) -> bool:
    """Whether an empty string breaks the schema of a string."""
    if any(refuses_blank(mapping(part)) for part in sequence(schema.get("allOf"))):
        return True
    choices = [choice for choice in sequence(schema.get("enum")) if choice is not None]
    if choices and all(isinstance(choice, str) and choice for choice in choices):
        return True
    pattern, shortest = schema.get("pattern"), schema.get("minLength")
    if isinstance(pattern, str) and not re.search(pattern, ""):
        return True
    return isinstance(shortest, int) and shortest > 0


def _refuses_empty(schema: JsonObject) -> bool:
    """Whether an empty object breaks a schema: some field of it is asked for, whichever way."""
    if sequence(schema.get("required")):
        return True
    if any(_refuses_empty(mapping(part)) for part in sequence(schema.get("allOf"))):
        return True
    for keyword in ("anyOf", "oneOf"):
        branches = [mapping(branch) for branch in sequence(schema.get(keyword)) if branch != _NULL]
        if branches and all(_refuses_empty(branch) for branch in branches):
            return True
    return False
