"""The structural schema of a CustomResourceDefinition as a JSON Schema that judges as the API server does.

https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
("Specifying a structural schema" and "Field pruning").
"""

from __future__ import annotations

from gate.model.json import JsonObject, JsonValue, mapping, pointer_of, sequence
from gate.validate.patterns import as_compiled
from gate.validate.wording import Tokens

_DEEPEST = 200
_JUNCTORS = ("allOf", "anyOf", "oneOf")
_NUMBERS = (
    "minimum",
    "maximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
)
_TYPES = frozenset({"object", "array", "string", "integer", "number", "boolean"})
_INT_OR_STRING: list[JsonValue] = ["integer", "string"]


class SchemaError(Exception):
    """A schema that cannot be used. pointer: from the schema's root to what is wrong with it."""

    def __init__(self, message: str, tokens: Tokens) -> None:
        super().__init__(message)
        self.message = message
        self.pointer = pointer_of(tokens)


def closed(schema: JsonValue, object_meta: JsonObject, *, preserve: bool) -> JsonObject:
    """The JSON Schema for whole resources of a structural schema; SchemaError when it cannot be used.

    Only known keywords are taken over, so nothing in it can refer to a file or a host. Objects are closed
    where the server would prune, null is allowed where it drops null, and a field with a default is not
    missing. preserve: the definition keeps unknown fields everywhere. object_meta: the schema of `metadata`.
    """
    root = _Translation(object_meta, preserve=preserve).node(schema, (), nullable=False)
    properties = mapping(root.setdefault("properties", {}))
    metadata: list[JsonValue] = [object_meta]
    if "metadata" in properties:
        metadata.append(_opened(mapping(properties["metadata"])))
    root["properties"] = {
        **properties,
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"allOf": metadata},
        **({"status": True} if "status" in properties else {}),
    }
    root["type"] = "object"
    return root


def _opened(metadata: JsonObject) -> JsonObject:
    """What a schema says of `metadata` beyond its type: the server prunes nothing there but by ObjectMeta."""
    fields = mapping(metadata.get("properties"))
    return {"properties": {name: fields[name] for name in ("name", "generateName") if name in fields}}


class _Translation:
    """One schema on its way.

    Nodes are the skeleton of properties and items, which decides what is pruned; what stands below allOf,
    anyOf, oneOf and not only judges values.
    """

    def __init__(self, object_meta: JsonObject, *, preserve: bool) -> None:
        self._object_meta = object_meta
        self._preserve = preserve

    def node(self, schema: JsonValue, at: Tokens, *, nullable: bool) -> JsonObject:
        given = _checked(schema, at)
        made = _constraints(given, at)
        _add_type(made, given, at)
        self._add_fields(made, given, at)
        if "items" in given:
            nulls = mapping(given["items"]).get("nullable") is True
            made["items"] = self.node(given["items"], (*at, "items"), nullable=nulls)
        _add_junctors(made, given, at)
        return _or_null(made) if nullable or given.get("nullable") is True else made

    def _add_fields(self, made: JsonObject, given: JsonObject, at: Tokens) -> None:
        fields = _mapping_of(given, "properties", at)
        required = [name for name in _names(given, "required", at) if not _has_default(fields.get(name))]
        properties: JsonObject = {
            name: self.node(field, (*at, "properties", name), nullable=name not in required)
            for name, field in fields.items()
        }
        keeps = self._preserve or given.get("x-kubernetes-preserve-unknown-fields") is True
        if given.get("x-kubernetes-embedded-resource") is True:
            properties |= {
                "apiVersion": {"type": "string"},
                "kind": {"type": "string"},
                "metadata": self._object_meta,
            }
            required = sorted({*required, "apiVersion", "kind"})
        if properties:
            made["properties"] = properties
        if required:
            made["required"] = list[JsonValue](required)
        extra = given.get("additionalProperties")
        if isinstance(extra, dict):
            made["additionalProperties"] = self.node(extra, (*at, "additionalProperties"), nullable=True)
        elif extra is not True and not keeps and _is_object(given, at):
            made["additionalProperties"] = False


def _is_object(given: JsonObject, at: Tokens) -> bool:
    return given.get("type") == "object" or "properties" in given or not at


def _checked(schema: JsonValue, at: Tokens) -> JsonObject:
    if not isinstance(schema, dict):
        raise SchemaError("a schema must be an object", at)
    if len(at) > _DEEPEST:
        raise SchemaError("the schema is nested too deeply", at)
    if "$ref" in schema:
        raise SchemaError("$ref is forbidden in the schema of a CustomResourceDefinition", (*at, "$ref"))
    return schema


def _constraints(given: JsonObject, at: Tokens) -> JsonObject:
    """The keywords that judge a value by itself, in the terms of JSON Schema 2020-12."""
    made: JsonObject = {}
    for keyword in _NUMBERS:
        limit = given.get(keyword)
        if limit is None:
            continue
        if isinstance(limit, bool) or not isinstance(limit, int | float):
            raise SchemaError(f"{keyword} must be a number", (*at, keyword))
        made[keyword] = limit
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if given.get(exclusive) is True and bound in made:
            made[exclusive] = made.pop(bound)
    if "enum" in given:
        if not isinstance(given["enum"], list) or not given["enum"]:
            raise SchemaError("enum must be a list of values", (*at, "enum"))
        made["enum"] = list(given["enum"])
    pattern = given.get("pattern")
    if pattern is not None and not isinstance(pattern, str):
        raise SchemaError("pattern must be a string", (*at, "pattern"))
    if pattern:
        made["pattern"] = as_compiled(pattern)
    return made


def _add_type(made: JsonObject, given: JsonObject, at: Tokens) -> None:
    if given.get("x-kubernetes-int-or-string") is True:
        made["type"] = list(_INT_OR_STRING)
        return
    name = given.get("type")
    if name is None or name == "":
        return
    if not isinstance(name, str) or name not in _TYPES:
        raise SchemaError(f"type must be one of {', '.join(sorted(_TYPES))}", (*at, "type"))
    made["type"] = name


def _add_junctors(made: JsonObject, given: JsonObject, at: Tokens) -> None:
    for junctor in _JUNCTORS:
        branches = given.get(junctor)
        if branches is None:
            continue
        if not isinstance(branches, list):
            raise SchemaError(f"{junctor} must be a list of schemas", (*at, junctor))
        if branches:
            forms: list[JsonValue] = [
                _judged(branch, (*at, junctor, index)) for index, branch in enumerate(branches)
            ]
            if junctor == "oneOf" and _asks_format(branches):
                made["allOf"] = [*sequence(made.get("allOf")), {"anyOf": forms}]
            else:
                made[junctor] = forms
    if given.get("not") is not None:
        judged_not = _judged(given["not"], (*at, "not"))
        if not _asks_format(given["not"]):
            made["not"] = judged_not
    if given.get("x-kubernetes-int-or-string") is True and _types_of(made.get("anyOf")) == sorted(
        _INT_OR_STRING, key=str
    ):
        del made["anyOf"]  # says again what the type says


def _asks_format(schema: JsonValue) -> bool:
    """Whether a schema asks for a format at any depth.

    Formats are not judged, so such a schema accepts too much, and what excludes its instances would refuse
    too much.
    """
    if isinstance(schema, list):
        return any(map(_asks_format, schema))
    inner = mapping(schema)
    return isinstance(inner.get("format"), str) or any(map(_asks_format, inner.values()))


def _judged(schema: JsonValue, at: Tokens) -> JsonObject:
    """A schema below a junctor: it judges values and prunes nothing."""
    given = _checked(schema, at)
    made = _constraints(given, at)
    _add_type(made, given, at)
    fields = _mapping_of(given, "properties", at)
    if fields:
        made["properties"] = {
            name: _judged(field, (*at, "properties", name)) for name, field in fields.items()
        }
    if required := _names(given, "required", at):
        made["required"] = list[JsonValue](required)
    for keyword in ("items", "additionalProperties"):
        if isinstance(given.get(keyword), dict):
            made[keyword] = _judged(given[keyword], (*at, keyword))
    _add_junctors(made, given, at)
    return made


def _or_null(made: JsonObject) -> JsonObject:
    """The schema for a field whose null the server drops, or keeps where it is nullable."""
    if any(junctor in made for junctor in (*_JUNCTORS, "not")):
        return {"if": {"type": "null"}, "else": made}
    if "type" in made:
        types = made["type"]
        made["type"] = [*(types if isinstance(types, list) else [types]), "null"]
    if "enum" in made and None not in (choices := sequence(made["enum"])):
        made["enum"] = [*choices, None]
    return made


def _types_of(branches: JsonValue) -> list[str]:
    if not isinstance(branches, list) or not all(set(mapping(branch)) == {"type"} for branch in branches):
        return []
    return sorted(str(mapping(branch)["type"]) for branch in branches)


def _has_default(schema: JsonValue) -> bool:
    return mapping(schema).get("default") is not None


def _mapping_of(given: JsonObject, keyword: str, at: Tokens) -> JsonObject:
    value = given.get(keyword)
    if value is not None and not isinstance(value, dict):
        raise SchemaError(f"{keyword} must be an object", (*at, keyword))
    return value or {}


def _names(given: JsonObject, keyword: str, at: Tokens) -> list[str]:
    value = given.get(keyword)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise SchemaError(f"{keyword} must be a list of names", (*at, keyword))
    return [str(name) for name in value]
