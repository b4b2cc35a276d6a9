"""The sizes of integers: the API server decodes each into a type of Go's that holds no more."""

from __future__ import annotations

from gate.model.json import JsonObject, JsonValue, sequence, text

_BITS = {"int32": 32, "int64": 64}


def bound_integers(schema: JsonValue) -> None:
    """Bound every integer below a schema whose format tells its size."""
    if isinstance(schema, list):
        for item in schema:
            bound_integers(item)
    elif isinstance(schema, dict):
        for value in schema.values():
            bound_integers(value)
        bits = _BITS.get(text(schema.get("format")))
        if bits and "integer" in (schema.get("type"), *sequence(schema.get("type"))):
            schema["allOf"] = [*sequence(schema.get("allOf")), _bounds(bits)]


def _bounds(bits: int) -> JsonObject:
    least, most = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    says = f"must be between {least} and {most}"
    return {"x-rule": "api/range", "x-says": says, "minimum": least, "maximum": most}
