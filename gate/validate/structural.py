"""The structural schema of a CustomResourceDefinition as a JSON Schema that judges as the API server does.

https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
("Specifying a structural schema" and "Field pruning").
"""

from __future__ import annotations

from dataclasses import dataclass

from gate.model.json import JsonObject, JsonValue, mapping, sequence
from gate.validate.keywords import (
    INT_OR_STRING,
    SchemaError,
    add_type,
    checked,
    fields_in,
    names_in,
    value_constraints,
)
from gate.validate.wording import Tokens

_JUNCTORS = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a schema is translated for.

    object_meta: the schema of `metadata`. preserve: the definition keeps unknown fields everywhere.
    drops_status: the status is a resource of its own, so what a manifest says of it is pruned and forgotten.
    kubernetes: the release whose formats are judged.
    """

    object_meta: JsonObject
    preserve: bool = False
    drops_status: bool = False
    kubernetes: tuple[int, int] = (1, 34)


def closed(schema: JsonValue, around: Surroundings) -> JsonObject:
    """The JSON Schema for whole resources of a structural schema; SchemaError when it cannot be used.

    It judges completed resources (`defaulting.completed`). Only known keywords are taken over, so nothing in
    it can refer to a file or a host. Objects are closed where the server would prune.
    """
    translation = _Translation(around)
    root = translation.node(schema, ())
    properties = mapping(root.setdefault("properties", {}))
    given = mapping(mapping(schema).get("properties"))
    metadata: list[JsonValue] = [around.object_meta]
    if "metadata" in properties:
        metadata.append(_opened(mapping(properties["metadata"])))
    root["properties"] = {
        **properties,
        **{
            name: {"allOf": [{"type": "string"}, properties.get(name, True)]}
            for name in ("apiVersion", "kind")
        },
        "metadata": {"allOf": metadata},
        **(
            {"status": translation.pruned(given["status"])}
            if "status" in given and around.drops_status
            else {}
        ),
    }
    root["type"] = "object"
    root["$defs"] = {"pruned": _PRUNED}
    return root


def standing_alone(schema: JsonValue, around: Surroundings) -> JsonObject:
    """The JSON Schema for values of a node of a structural schema, such as its default."""
    return {**_Translation(around).node(schema, ()), "$defs": {"pruned": _PRUNED}}


_PRUNED: JsonObject = {"additionalProperties": False, "items": {"$ref": "#/$defs/pruned"}}
_WITHOUT_FIELDS: JsonObject = {"$ref": "#/$defs/pruned"}
"""What `additionalProperties: true` leaves of a value: scalars, and objects without fields."""


def _opened(metadata: JsonObject) -> JsonObject:
    """What a schema says of `metadata` beyond its type: the server prunes nothing there but by ObjectMeta."""
    fields = mapping(metadata.get("properties"))
    return {"properties": {name: fields[name] for name in ("name", "generateName") if name in fields}}


class _Translation:
    """One schema on its way.

    Nodes are the skeleton of properties and items, which decides what is pruned; what stands below allOf,
    anyOf, oneOf and not only judges values.
    """

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def node(self, schema: JsonValue, at: Tokens, *, keeps: bool = False) -> JsonObject:
        """The schema of a node. keeps: it is an item of a list that keeps unknown fields."""
        given = checked(schema, at)
        made = value_constraints(given, at, self._around.kubernetes)
        add_type(made, given, at)
        keeps = keeps or self._around.preserve or given.get("x-kubernetes-preserve-unknown-fields") is True
        self._add_fields(made, given, at, keeps=keeps)
        if "items" in given:
            made["items"] = self.node(given["items"], (*at, "items"), keeps=keeps)
        _add_junctors(made, given, at, self._around.kubernetes)
        return _or_null(made) if given.get("nullable") is True else made

    def pruned(self, schema: JsonValue) -> JsonObject:
        """The schema that only tells what is pruned of a value."""
        return _withoutvalue_constraints(self.node(schema, ()))

    def _add_fields(self, made: JsonObject, given: JsonObject, at: Tokens, *, keeps: bool) -> None:
        fields = fields_in(given, "properties", at)
        properties: JsonObject = {
            name: self.node(field, (*at, "properties", name)) for name, field in fields.items()
        }
        required = names_in(given, "required", at)
        if given.get("x-kubernetes-embedded-resource") is True:
            own: JsonObject = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}}
            own["metadata"] = self._around.object_meta
            properties |= {name: {"allOf": [own[name], _open(properties.get(name, True))]} for name in own}
            required = sorted({*required, "apiVersion", "kind"})
        if properties:
            made["properties"] = properties
        if required:
            made["required"] = list[JsonValue](required)
        extra = given.get("additionalProperties")
        if isinstance(extra, dict):
            made["additionalProperties"] = self.node(extra, (*at, "additionalProperties"))
        elif extra is True:
            if not self._around.preserve:
                made["additionalProperties"] = _WITHOUT_FIELDS
        elif extra is False or (not keeps and _is_object(given, at)):
            made["additionalProperties"] = False


def _open(schema: JsonValue) -> JsonValue:
    """A schema of a resource's own field, which the server prunes by no schema."""
    if not isinstance(schema, dict):
        return schema
    return {keyword: value for keyword, value in schema.items() if keyword != "additionalProperties"}


def _withoutvalue_constraints(made: JsonObject) -> JsonObject:
    """Of a translated node, what closes objects."""
    if "else" in made:
        made = mapping(made["else"])
    kept: JsonObject = {}
    if "properties" in made:
        kept["properties"] = {
            name: _withoutvalue_constraints(mapping(field))
            for name, field in mapping(made["properties"]).items()
        }
    extra = made.get("additionalProperties")
    if extra is False or extra == _WITHOUT_FIELDS:
        kept["additionalProperties"] = extra
    elif isinstance(extra, dict):
        kept["additionalProperties"] = _withoutvalue_constraints(extra)
    if isinstance(made.get("items"), dict):
        kept["items"] = _withoutvalue_constraints(mapping(made["items"]))
    return kept


def _is_object(given: JsonObject, at: Tokens) -> bool:
    return given.get("type") == "object" or "properties" in given or not at


def _add_junctors(made: JsonObject, given: JsonObject, at: Tokens, kubernetes: tuple[int, int]) -> None:
    for junctor in _JUNCTORS:
        branches = given.get(junctor)
        if branches is None:
            continue
        if not isinstance(branches, list):
            raise SchemaError(f"{junctor} must be a list of schemas", (*at, junctor))
        forms: list[JsonValue] = [
            _judged(branch, (*at, junctor, index), kubernetes) for index, branch in enumerate(branches)
        ]
        if forms:
            made[junctor] = [*sequence(made.get(junctor)), *forms]
    if given.get("not") is not None:
        made["not"] = _judged(given["not"], (*at, "not"), kubernetes)
    is_either = given.get("x-kubernetes-int-or-string") is True
    if is_either and _types_of(made.get("anyOf")) == sorted(INT_OR_STRING, key=str):
        del made["anyOf"]  # says again what the type says


def _judged(schema: JsonValue, at: Tokens, kubernetes: tuple[int, int]) -> JsonObject:
    """A schema below a junctor: it judges values and prunes nothing."""
    given = checked(schema, at)
    made = value_constraints(given, at, kubernetes)
    add_type(made, given, at)
    fields = fields_in(given, "properties", at)
    if fields:
        made["properties"] = {
            name: _judged(field, (*at, "properties", name), kubernetes) for name, field in fields.items()
        }
    if required := names_in(given, "required", at):
        made["required"] = list[JsonValue](required)
    for keyword in ("items", "additionalProperties"):
        if isinstance(given.get(keyword), dict):
            made[keyword] = _judged(given[keyword], (*at, keyword), kubernetes)
    if given.get("additionalProperties") is False:
        made["additionalProperties"] = False
    _add_junctors(made, given, at, kubernetes)
    return made


def _or_null(made: JsonObject) -> JsonObject:
    """The schema for a value that may be null; one of an enumeration never is (as the server has it)."""
    if "enum" in made:
        return made
    return {"if": {"type": "null"}, "else": made}


def _types_of(branches: JsonValue) -> list[str]:
    if not isinstance(branches, list) or not all(set(mapping(branch)) == {"type"} for branch in branches):
        return []
    return sorted(str(mapping(branch)["type"]) for branch in branches)
