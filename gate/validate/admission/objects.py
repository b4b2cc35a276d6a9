"""A resource as policies see it: what the API server makes of it before it asks them.

Built-in kinds are decoded into Go structs, get their defaults, and are written out again: a struct is there
even when nothing is written in it, and an empty value is not there even when it is written.
"""

from __future__ import annotations

import copy
from functools import cache
from importlib import resources
from typing import cast

import orjson

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.validate.admission.computed import COMPUTED
from gate.validate.admission.quantities import canonical
from gate.validate.schemas import Release

_QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity"
_ZEROS: dict[str, JsonValue] = {"nulls": None, "empty": "", "zero": 0, "false": False}
CREATED = "2000-01-01T00:00:00Z"


@cache
def _shapes() -> dict[str, dict[str, list[str]]]:
    """By type: fields that are structs, that are dropped when empty, and that are written though empty.

    Read off the Go structs of k8s.io/api 0.34: pointers, `omitempty` and `omitzero` of their fields.
    """
    text_of = resources.files(__package__).joinpath("shapes.json").read_bytes()
    return cast("dict[str, dict[str, list[str]]]", orjson.loads(text_of))


@cache
def _defaults() -> JsonObject:
    (document,) = read(resources.files(__package__).joinpath("defaults.yaml").read_bytes())
    return mapping(document.value)


def built_in_object(body: JsonObject, type_name: str, release: Release) -> JsonObject:
    """A new resource of a built-in type, whose status its creation drops."""
    given = {name: value for name, value in body.items() if name != "status"}
    made = _Completing(release).of(given, type_name)
    if "status" in mapping(release.definition(type_name).get("properties")):
        made["status"] = _Completing(release).of({}, f"{type_name}Status")
    return made


class _Completing:
    """Values of the types of a release. RecursionError when they are nested too deeply."""

    def __init__(self, release: Release) -> None:
        self._release = release

    def of(self, value: JsonObject, name: str) -> JsonObject:
        shape = _shapes().get(name, {})
        fields = mapping(self._release.definition(name).get("properties"))
        made: JsonObject = {
            key: self._part(inner, mapping(fields.get(key)))
            for key, inner in value.items()
            if inner is not None
        }
        for key in shape.get("structs", ()):
            if key not in made and key in fields:
                made[key] = self._part({}, mapping(fields[key]))
        for key in shape.get("dropped", ()):
            if key in made and made[key] in ("", 0, [], {}):
                del made[key]
        for group, zero in _ZEROS.items():
            for key in shape.get(group, ()):
                made.setdefault(key, zero)
        for key, default in mapping(_defaults().get(name)).items():
            if key not in made:
                made[key] = copy.deepcopy(default)
        if name in COMPUTED:
            COMPUTED[name](made)
        return made

    def _part(self, value: JsonValue, schema: JsonObject) -> JsonValue:
        name = _reference(schema)
        if name == _QUANTITY and not isinstance(value, bool | dict | list | None):
            return canonical(str(value))
        if isinstance(value, dict):
            if name:
                return self.of(value, name)
            values = mapping(schema.get("additionalProperties"))
            return {key: self._part(inner, values) for key, inner in value.items()}
        if isinstance(value, list):
            items = mapping(schema.get("items"))
            return [self._part(item, items) for item in value]
        return value


def _reference(schema: JsonObject) -> str:
    """The type that a schema refers to, "" for none."""
    for one in (schema, *map(mapping, sequence(schema.get("allOf")))):
        if reference := text(one.get("$ref")):
            return reference.rpartition("/")[2]
    return ""
