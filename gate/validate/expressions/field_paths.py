"""The `fieldPath` of a validation rule: fields and keys from where the rule stands.

Source: ValidFieldPath in apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go.
"""

from __future__ import annotations

import re

from gate.model.json import JsonObject, JsonValue, mapping

_STEP = re.compile(r"\.(?P<name>[^.\[\]']+)|\['(?P<quoted>(?:[^'\\]|\\.)*)'\]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "'": "'", "\\": "\\"}


def steps(path: str, schema: JsonObject) -> tuple[str, ...] | None:
    """The names that a path goes through; None when it is malformed, or leads out of the schema."""
    found: list[str] = []
    at = 0
    while at < len(path):
        matched = _STEP.match(path, at)
        name = _name(matched) if matched else None
        inner = None if name is None else _below(schema, name)
        if matched is None or name is None or not isinstance(inner, dict):
            return None
        found.append(name)
        schema, at = inner, matched.end()
    return tuple(found)


def _name(matched: re.Match[str]) -> str | None:
    if matched["name"] is not None:
        return matched["name"]
    quoted = matched["quoted"]
    if any(char not in _ESCAPES for char in _ESCAPE.findall(quoted)):
        return None
    return _ESCAPE.sub(lambda escape: _ESCAPES[escape[1]], quoted)


def _below(schema: JsonObject, name: str) -> JsonValue:
    if "properties" in schema:
        return mapping(schema["properties"]).get(name)
    return schema.get("additionalProperties")
