"""Lists of custom resources whose items must differ: `x-kubernetes-list-type` set and map.

Source: apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go.
"""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.validate.explain import Fault
from gate.validate.relations.places import fault
from gate.validate.wording import Tokens, quoted, shown


def repeated_items(value: JsonValue, schema: JsonObject, kind: str, at: Tokens = ()) -> Iterator[Fault]:
    """Items of a completed resource that are there before, by the schema's skeleton."""
    if isinstance(value, list):
        yield from _of_list(value, schema, kind, at)
        items = mapping(schema.get("items"))
        for index, item in enumerate(value if items else ()):
            yield from repeated_items(item, items, kind, (*at, index))
    elif isinstance(value, dict):
        fields, others = mapping(schema.get("properties")), mapping(schema.get("additionalProperties"))
        for name, inner in value.items():
            given = mapping(fields.get(name, others))
            if given and isinstance(inner, dict | list):
                yield from repeated_items(inner, given, kind, (*at, name))


def _of_list(items: list[JsonValue], schema: JsonObject, kind: str, at: Tokens) -> Iterator[Fault]:
    list_type = schema.get("x-kubernetes-list-type")
    keys = [text(key) for key in sequence(schema.get("x-kubernetes-list-map-keys"))]
    if list_type not in {"set", "map"} or not all(
        isinstance(item, dict | None) for item in items if list_type == "map"
    ):
        return
    seen: dict[bytes, int] = {}
    for index, item in enumerate(items):
        told_apart = _by_keys(item, keys) if list_type == "map" else item
        first = seen.setdefault(_written(told_apart), index)
        if first != index:
            named = _named(told_apart, keys, kind, (*at, index)) if list_type == "map" else ""
            yield fault("api/duplicate", (*at, index), f"is the same{named} as item {first}, must differ")


def _written(value: JsonValue) -> bytes:
    """What the server compares: 1.0 is 1 within an object or a list, while by themselves they differ."""
    plain = _with_integers(value) if isinstance(value, dict | list) else value
    return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)


def _with_integers(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: _with_integers(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_integers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _by_keys(item: JsonValue, keys: list[str]) -> JsonValue:
    given = mapping(item)
    return {key: given[key] for key in keys if key in given}


def _named(told_apart: JsonValue, keys: list[str], kind: str, at: Tokens) -> str:
    """By which keys and values two items are the same."""
    given = mapping(told_apart)
    parts = [
        f"{quoted(key)}: {shown(given.get(key), kind, (*at, key)) or 'value'}" for key in keys if key in given
    ]
    return f" by {', '.join(parts)}" if parts else ""
