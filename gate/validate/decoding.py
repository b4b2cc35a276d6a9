"""What the API server asks of a value when it decodes it, whatever is done with the value afterwards."""

from __future__ import annotations

from gate.model.json import JsonObject, JsonValue, mapping, text
from gate.validate.constraints.integers import bound_integers
from gate.validate.walking import ANY, Path

_PARSED = frozenset({"Time", "MicroTime", "Quantity", "IntOrString"})
"""Types whose text is read when a manifest is decoded, whatever is done with the value; references stay."""


def decoded(type_name: str, path: Path, document: JsonObject) -> JsonObject:
    """The schema of what decoding asks of the value at a path below a type: types and known fields alone.

    document: the published definitions of the version.
    """
    published = mapping(document["$defs"])
    schema = schema_at(path, type_name, published)
    made = _types_only(schema, published, f"{document['$id']}#/$defs/")
    bound_integers(made)
    return mapping(made)


def schema_at(path: Path, type_name: str, definitions: JsonObject) -> JsonObject:
    """The schema at a path below a type; empty where the version has no such field."""
    schema = mapping(definitions.get(type_name))
    for step in path:
        if "$ref" in schema:
            schema = mapping(definitions.get(referred(schema)))
        inner = (
            schema.get("items", schema.get("additionalProperties"))
            if step == ANY
            else mapping(schema.get("properties")).get(step)
        )
        schema = mapping(inner)
    return schema


def _types_only(schema: JsonValue, published: JsonObject, base: str) -> JsonValue:
    """A copy of a schema that requires nothing, with what it refers to put in."""
    if isinstance(schema, list):
        return [_types_only(item, published, base) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = referred(schema)
        if name.rpartition(".")[2] in _PARSED:
            return {"$ref": f"{base}{name}"}
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**mapping(published[name]), **rest}
    copy = {key: _types_only(value, published, base) for key, value in schema.items()}
    if isinstance(copy.get("required"), list):
        del copy["required"]
    if isinstance(copy.get("type"), str):
        copy["type"] = [copy["type"], "null"]  # which decodes to the empty value of the type
    return copy


def referred(schema: JsonObject) -> str:
    """The name of the definition that a schema refers to."""
    return text(schema["$ref"]).rpartition("/")[2]
