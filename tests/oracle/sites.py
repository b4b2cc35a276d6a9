"""The places of a manifest where its OpenAPI schema has a field, set or not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import kubernetes_validate
import yaml

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

HERE = Path(__file__).parent
DEFINITIONS = (
    Path(kubernetes_validate.__file__).parent
    / "kubernetes-json-schema"
    / "v1.34.0-local-strict"
    / "_definitions.json"
)
DEEPEST = 3
_NOT_WALKED = frozenset({"status", "managedFields"})
_QUANTITY, _INT_OR_STRING = "Quantity", "IntOrString"
_SCALARS: JsonObject = {
    "string": "example",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "quantity": "1",
    "int-or-string": 1,
}


@dataclass(frozen=True, slots=True)
class Site:
    """One place. field: type and property, the same wherever it stands; value: what is set there.

    type: string, integer, number, boolean, array, object, quantity, int-or-string or any.
    plausible: values that may stand there, also where nothing is set.
    """

    pointer: str
    field: str
    type: str
    present: bool
    value: JsonValue
    plausible: tuple[JsonValue, ...]


def sites(manifest: JsonObject) -> Iterator[Site]:
    """Every place of the manifest below the kind, the absent ones one level deep."""
    group, _, version = text(manifest["apiVersion"]).rpartition("/")
    name = _roots()[group, version, text(manifest["kind"])]
    yield from _of_object(manifest, {"$ref": f"#/$defs/{name}"}, "")


def _of_object(value: JsonObject, schema: JsonObject, pointer: str) -> Iterator[Site]:
    name, resolved = _resolve(schema)
    for key, part in mapping(resolved.get("properties")).items():
        if pointer == "" and key in {"apiVersion", "kind"}:
            continue
        yield from _of_value(value, key, mapping(part), f"{pointer}/{_escaped(key)}", f"{name}.{key}")
    free = resolved.get("additionalProperties")
    if isinstance(free, dict):
        for key in value:
            yield from _of_value(value, key, free, f"{pointer}/{_escaped(key)}", f"{name or pointer}.*")


def _of_value(parent: JsonObject, key: str, schema: JsonObject, pointer: str, field: str) -> Iterator[Site]:
    present, value = key in parent, parent.get(key)
    yield Site(pointer, field, _type(schema), present, value, tuple(_plausible(key, schema, DEEPEST)))
    if key in _NOT_WALKED:
        return
    if isinstance(value, dict):
        yield from _of_object(value, schema, pointer)
    elif isinstance(value, list):
        items = mapping(_resolve(schema)[1].get("items"))
        for index, item in enumerate(value):
            at = f"{pointer}/{index}"
            known = tuple(_plausible(key, items, DEEPEST))
            yield Site(at, f"{field}[]", _type(items), present=True, value=item, plausible=known)
            if isinstance(item, dict):
                yield from _of_object(item, items, at)


def _type(schema: JsonObject) -> str:
    name, resolved = _resolve(schema)
    if name.endswith(_QUANTITY):
        return "quantity"
    if name.endswith(_INT_OR_STRING):
        return "int-or-string"
    types = resolved.get("type")
    known = [text(one) for one in sequence(types if isinstance(types, list) else [types]) if one != "null"]
    return known[0] if known and known[0] else "any"


def _plausible(key: str, schema: JsonObject, deep: int) -> Iterator[JsonValue]:
    kind, named = _type(schema), sequence(_named().get(key))
    if kind in {"array", "object"}:
        yield from _compound(key, kind, schema, deep)
        return
    fitting = [one for one in named if _fits(one, kind)]
    yield from fitting or [_SCALARS.get(kind, "example")]


def _fits(value: JsonValue, kind: str) -> bool:
    match kind:
        case "boolean":
            return isinstance(value, bool)
        case "integer" | "number":
            return isinstance(value, int) and not isinstance(value, bool)
        case "string":
            return isinstance(value, str)
        case _:
            return not isinstance(value, bool | dict | list)


def _compound(key: str, kind: str, schema: JsonObject, deep: int) -> Iterator[JsonValue]:
    resolved = _resolve(schema)[1]
    if kind == "array":
        items = list(_plausible(key, mapping(resolved.get("items")), deep))
        yield from ([item] for item in items)
        return
    fields = mapping(resolved.get("properties"))
    if not fields:
        yield {"app": next(_plausible("value", mapping(resolved.get("additionalProperties")), deep))}
        return
    needed = [text(name) for name in sequence(resolved.get("required"))]
    least = {name: next(_plausible(name, mapping(fields.get(name)), deep - 1)) for name in needed}
    yield dict(least)
    if deep > 0:
        for name, part in fields.items():
            if name not in least and name not in _NOT_WALKED:
                yield {**least, name: next(_plausible(name, mapping(part), deep - 2))}


def _resolve(schema: JsonObject) -> tuple[str, JsonObject]:
    name, known = "", schema
    while "$ref" in known:
        name = text(known["$ref"]).rpartition("/")[2]
        known = mapping(_definitions()[name])
    return name, known


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


@cache
def _definitions() -> JsonObject:
    return mapping(json.loads(DEFINITIONS.read_text())["$defs"])


@cache
def _roots() -> dict[tuple[str, str, str], str]:
    found = {}
    for name, definition in _definitions().items():
        for kind in sequence(mapping(definition).get("x-kubernetes-group-version-kind")):
            one = mapping(kind)
            found[text(one["group"]), text(one["version"]), text(one["kind"])] = name
    return found


@cache
def _named() -> JsonObject:
    return mapping(json.loads(json.dumps(yaml.safe_load((HERE / "plausible.yaml").read_text()))))
