"""Paths of a schema such as `.spec.host`.

Source: `ValidFieldPath` in apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go.
"""

from __future__ import annotations

from gate.model.json import JsonObject, mapping


class PathError(Exception):
    """A path that leads to no field of the schema; the message goes on after the path."""


def field_at(path: str, schema: JsonObject) -> tuple[tuple[str, ...], JsonObject]:
    """The names on the way, and the schema of the field that the path ends at."""
    if not path:
        raise PathError("it is empty")
    if "[" in path or "]" in path:
        raise PathError("array notation is not allowed")
    if not path.startswith("."):
        raise PathError("it must begin with .")
    names = tuple(path[1:].split("."))
    for name in names:
        fields, others = mapping(schema.get("properties")), schema.get("additionalProperties")
        if fields and name not in fields:
            raise PathError("it does not refer to a field of the schema")
        if not fields and not isinstance(others, dict):
            raise PathError("it does not refer to a field of the schema")
        schema = mapping(fields[name] if fields else others)
    return names, schema
