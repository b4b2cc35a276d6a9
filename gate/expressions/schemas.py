"""Structural schemas as types of expressions, and values as expressions see them.

k8s.io/apiserver/pkg/cel/common/schemas.go and values.go.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, date, datetime, timedelta

from gate.expressions.names import identifiers
from gate.expressions.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    STRING,
    TIMESTAMP,
    CelType,
    ListOf,
    MapOf,
    ObjectOf,
    Value,
)
from gate.model.json import JsonObject, JsonValue, mapping

_SCALARS = {"boolean": BOOL, "number": DOUBLE, "integer": INT}
_FORMATS = {"byte": BYTES, "duration": DURATION, "date": TIMESTAMP, "date-time": TIMESTAMP}
_META: JsonObject = {"name": {"type": "string"}, "generateName": {"type": "string"}}
_DURATION = re.compile(r"([+-])?((?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+")
_DURATION_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}


def type_of(schema: JsonObject, *, root: bool = False) -> CelType | None:
    """The type that a structural schema gives what it describes; None for what expressions do not see.

    root: the schema of a resource (or an embedded one): apiVersion, kind and the name are always seen.
    """
    if schema.get("x-kubernetes-int-or-string") is True:
        return DYN
    match "object" if root else schema.get("type"):
        case "array":
            item = _type_of_part(schema.get("items"))
            return None if item is None else ListOf(item)
        case "object":
            return _type_of_object(with_meta(schema) if root else schema)
        case "string":
            return _FORMATS.get(str(schema.get("format")), STRING)
        case str() as name:
            return _SCALARS.get(name)
    return None


def _type_of_part(schema: JsonValue) -> CelType | None:
    if not isinstance(schema, dict):
        return None
    return type_of(schema, root=schema.get("x-kubernetes-embedded-resource") is True)


def _type_of_object(schema: JsonObject) -> CelType | None:
    if isinstance(schema.get("additionalProperties"), dict):
        value = _type_of_part(schema["additionalProperties"])
        return None if value is None else MapOf(value)
    fields: dict[str, CelType] = {}
    for name, part in mapping(schema.get("properties")).items():
        of = _type_of_part(part)
        if of is not None:
            fields |= dict.fromkeys(identifiers(name), of)
    return ObjectOf(fields)


def with_meta(schema: JsonObject) -> JsonObject:
    """The schema of a resource with what every resource has."""
    properties: JsonObject = {
        **mapping(schema.get("properties")),
        "kind": {"type": "string"},
        "apiVersion": {"type": "string"},
        "metadata": {"type": "object", "properties": dict(_META)},
    }
    return {**schema, "type": "object", "properties": properties}


def value_of(value: JsonValue, schema: JsonObject, *, root: bool = False) -> Value:
    """A value as expressions see it: of the declared types, its fields under their identifiers.

    A field that is null counts as absent.
    """
    if value is None or schema.get("x-kubernetes-int-or-string") is True:
        return value
    if root:
        schema = with_meta(schema)
    match schema.get("type"), value:
        case "object", dict():
            return _object(value, schema)
        case "array", list():
            items = mapping(schema.get("items"))
            return [_part(item, items) for item in value]
        case "string", str():
            return _string(value, str(schema.get("format")))
        case "number", int() | float() if not isinstance(value, bool):
            return float(value)
        case "integer", float() if value.is_integer():
            return int(value)
    return value


def _part(value: JsonValue, schema: JsonObject) -> Value:
    return value_of(value, schema, root=schema.get("x-kubernetes-embedded-resource") is True)


def _object(value: JsonObject, schema: JsonObject) -> Value:
    if isinstance(schema.get("additionalProperties"), dict):
        values = mapping(schema["additionalProperties"])
        return {name: _part(item, values) for name, item in value.items()}
    if "properties" not in schema:
        return value
    fields: dict[str, Value] = {}
    for name, part in mapping(schema["properties"]).items():
        if value.get(name) is not None and isinstance(part, dict):
            fields |= dict.fromkeys(identifiers(name), _part(value[name], part))
    return fields


def _string(value: str, form: str) -> Value:
    """A string by its format; as it is where it does not have the form, which structural validation tells."""
    try:
        match form:
            case "byte":
                return base64.b64decode(value, validate=True)
            case "duration":
                return _duration(value)
            case "date":
                return datetime.combine(date.fromisoformat(value), datetime.min.time(), UTC)
            case "date-time":
                return _instant(value)
    except (ValueError, OverflowError, binascii.Error):
        return value
    return value


def _duration(value: str) -> Value:
    matched = _DURATION.fullmatch(value)
    if matched is None:
        return value
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in _DURATION_PART.findall(value))
    return timedelta(seconds=-seconds if matched[1] == "-" else seconds)


def _instant(value: str) -> datetime:
    instant = datetime.fromisoformat(value)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant
