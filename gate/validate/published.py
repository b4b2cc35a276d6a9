"""JSON Schemas for kinds, as catalogues of schemas publish them: one file a kind and version.

The layouts are those of kubeconform's users (`-schema-location` of https://github.com/yannh/kubeconform and
https://github.com/datreeio/CRDs-catalog).
"""

from __future__ import annotations

from collections.abc import Iterable

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.validate.keywords import SchemaError
from gate.validate.patterns import as_compiled
from gate.validate.wording import Tokens, quoted

KIND = "JSONSchema"
"""The kind of a document that carries a JSON Schema and its path; no such thing is in a cluster."""
LAYOUTS = (
    "{group}/{kind}_{version}.json",
    "{group}_{kind}_{version}.json",
    "{kind}-{label}-{version}.json",
    "{kind}_{version}.json",
    "{kind}-{version}.json",
)
"""File names that mean a kind, all in lower case; label: the group up to its first dot."""
_SAY_SCHEMA = frozenset({"$schema", "properties", "type", "$ref", "allOf", "oneOf", "anyOf"})
_SUBSCHEMAS = ("allOf", "anyOf", "oneOf", "prefixItems")
_TABLES = ("properties", "definitions", "$defs", "patternProperties")
_SINGLE = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")
_NAMES_ITSELF = frozenset({"$schema", "$id", "id", "$anchor", "$dynamicRef", "$recursiveRef"})


def carried(path: str, value: JsonValue) -> JsonObject | None:
    """A JSON Schema as a document of its own; None when the value is none."""
    body = mapping(value)
    is_resource = isinstance(body.get("kind"), str) and isinstance(body.get("apiVersion"), str)
    if is_resource or not any(
        keyword in body for keyword in ("$schema", "properties", "type", "$ref", "oneOf", "anyOf")
    ):
        return None
    return {"kind": KIND, "path": path, "schema": body}


class Published:
    """The JSON Schemas of a run, by what they say they are for, and by their paths."""

    def __init__(self, documents: Iterable[JsonObject]) -> None:
        self._by_kind: dict[tuple[JsonValue, ...], JsonObject] = {}
        self._by_name: dict[str, JsonObject] = {}
        for document in documents:
            if document.get("kind") == KIND:
                self._add(document)

    def _add(self, document: JsonObject) -> None:
        schema = mapping(document.get("schema"))
        for meant in map(mapping, sequence(schema.get("x-kubernetes-group-version-kind"))):
            key = tuple(text(meant.get(part)) for part in ("group", "kind", "version"))
            self._by_kind.setdefault(key, document)
        steps = text(document.get("path")).lower().split("/")
        for name in (steps[-1], "/".join(steps[-2:])):
            self._by_name.setdefault(name, document)

    def find(self, group: str, kind: str, version: str) -> tuple[str, JsonObject] | None:
        """The path and the schema for a kind; the layout that says the most comes first."""
        names = {"group": group, "kind": kind, "version": version, "label": group.partition(".")[0]}
        lowered = {name: value.lower() for name, value in names.items()}
        found = [self._by_kind.get((group, kind, version))]
        found += [self._by_name.get(layout.format(**lowered)) for layout in LAYOUTS]
        document = next((one for one in found if one is not None), None)
        return (text(document.get("path")), mapping(document.get("schema"))) if document else None


def strict(schema: JsonObject, object_meta: JsonObject) -> JsonObject:
    """The schema that refuses unknown fields, as `kubeconform -strict` does.

    SchemaError for what leads to another file or a host. Objects that name fields are closed unless a schema
    opens them itself. Below allOf, anyOf, oneOf and not nothing is closed.
    """
    made = _strict(schema, (), closes=True)
    properties = mapping(made.setdefault("properties", {}))
    for name in ("apiVersion", "kind"):
        properties.setdefault(name, {"type": "string"})
    properties["metadata"] = object_meta
    return made


def _strict(schema: JsonObject, at: Tokens, *, closes: bool) -> JsonObject:
    made: JsonObject = {}
    for keyword, value in schema.items():
        if keyword in _NAMES_ITSELF:
            continue
        if keyword == "$ref" and not text(value).startswith("#"):
            says = f"it refers to {quoted(text(value))}, and no other file or host is read"
            raise SchemaError(says, (*at, keyword))
        made[keyword] = _inner(keyword, value, (*at, keyword), closes=closes)
    opens = schema.get("x-kubernetes-preserve-unknown-fields") is True
    if closes and not opens and mapping(schema.get("properties")):
        made.setdefault("additionalProperties", False)
    return made


def _inner(keyword: str, value: JsonValue, at: Tokens, *, closes: bool) -> JsonValue:
    """The value of a keyword, with the schemas in it made strict."""
    if keyword == "pattern" and isinstance(value, str):
        return as_compiled(value)
    if keyword in _TABLES and isinstance(value, dict):
        return {name: _whole(one, (*at, name), closes=closes) for name, one in value.items()}
    if keyword in _SUBSCHEMAS and isinstance(value, list):
        return [_whole(one, (*at, index), closes=False) for index, one in enumerate(value)]
    if keyword in _SINGLE:
        return _whole(value, at, closes=closes and keyword in {"items", "additionalProperties"})
    return value


def _whole(schema: JsonValue, at: Tokens, *, closes: bool) -> JsonValue:
    return _strict(schema, at, closes=closes) if isinstance(schema, dict) else schema
