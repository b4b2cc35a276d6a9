"""What the API server asks of every schema within a CustomResourceDefinition, structural or not.

Source: `ValidateCustomResourceDefinitionOpenAPISchema` and `specStandardValidatorV3`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from gate.model.json import JsonObject, mapping, sequence, text
from gate.validate.crd.nodes import EMBEDDED, LIST_KEYS, LIST_TYPE, MAP_TYPE, PRESERVE, Node, known_in
from gate.validate.wording import Tokens, either, quoted

Breach: TypeAlias = "tuple[Tokens, str]"
"""Where in a schema, from its root, and what is wrong there: a phrase that goes on after the place."""

TYPES = ("array", "boolean", "integer", "number", "object", "string")
_UNSUPPORTED = (
    "id",
    "$schema",
    "additionalItems",
    "patternProperties",
    "definitions",
    "dependencies",
    "$ref",
)
_EVEN_EMPTY = ("$ref", "dependencies")
_LIST_TYPES = ("atomic", "set", "map")
_MAP_TYPES = ("atomic", "granular")
_AT_ROOT_WITH_STATUS = frozenset(
    [
        "description",
        "type",
        "format",
        "title",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "minLength",
        "pattern",
        "maxItems",
        "minItems",
        "uniqueItems",
        "multipleOf",
        "required",
        "items",
        "properties",
        "externalDocs",
        "example",
        "x-kubernetes-preserve-unknown-fields",
        "x-kubernetes-validations",
    ]
)


def root_breaches(root: JsonObject, *, has_status: bool) -> Iterator[Breach]:
    """What only the root of a schema is asked. has_status: the version has the status subresource."""
    if root.get("nullable") is True:
        yield ("nullable",), "cannot be true at the root"
    if not has_status:
        return
    for keyword in known_in(root):
        if keyword not in _AT_ROOT_WITH_STATUS:
            yield (keyword,), "is not allowed at the root of the schema if the status subresource is enabled"


def openapi_breaches(node: Node) -> Iterator[Breach]:
    """What is wrong with one node."""
    yield from _keyword_breaches(node)
    given = node.schema
    if isinstance(given.get("items"), list) and given["items"]:
        yield (*node.at, "items"), "must be a schema object and not an array"
    if given.get("uniqueItems") is True:
        says = "cannot be set to true since the runtime complexity becomes quadratic"
        yield (*node.at, "uniqueItems"), says
    if node.inside_meta and given.get(EMBEDDED) is True:
        yield (*node.at, EMBEDDED), "must not be used inside of resource meta"
    extra = given.get("additionalProperties")
    if mapping(given.get("properties")) and (extra is False or isinstance(extra, dict)):
        yield (*node.at, "additionalProperties"), "and properties are mutually exclusive"
    if given.get(PRESERVE) is False:
        yield (*node.at, PRESERVE), "must be true or left out"
    yield from _map_breaches(node)
    yield from _list_breaches(node)


def _keyword_breaches(node: Node) -> Iterator[Breach]:
    """An unknown type, a default where there can be none, and keywords that a definition cannot have."""
    given, kind = node.schema, node.schema.get("type")
    if kind == "null":
        yield (*node.at, "type"), "cannot be null, use nullable as an alternative"
    elif isinstance(kind, str) and kind and kind not in TYPES:
        yield (*node.at, "type"), f"is {quoted(kind)}, must be one of {', '.join(TYPES)}"
    if given.get("default") is not None and node.no_default:
        yield (*node.at, "default"), f"must not be set {node.no_default}"
    for keyword in _UNSUPPORTED:
        if given.get(keyword) is not None and (given[keyword] not in ("", {}) or keyword in _EVEN_EMPTY):
            yield (*node.at, keyword), "is not supported in the schema of a CustomResourceDefinition"


def _map_breaches(node: Node) -> Iterator[Breach]:
    map_type = node.schema.get(MAP_TYPE)
    if not isinstance(map_type, str):
        return
    if node.schema.get("type") != "object":
        yield _type_place(node), f"must be object if {MAP_TYPE} is specified"
    if map_type not in _MAP_TYPES:
        yield (*node.at, MAP_TYPE), f"is {quoted(map_type)}, must be {either(_MAP_TYPES)}"


def _type_place(node: Node) -> Tokens:
    """Where a wrong type stands; a missing one is missing at the node."""
    return (*node.at, "type") if node.schema.get("type") else node.at


def _list_breaches(node: Node) -> Iterator[Breach]:
    given, list_type = node.schema, node.schema.get(LIST_TYPE)
    items = node.below("items")
    if sequence(given.get(LIST_KEYS)) and list_type != "map":
        yield (*node.at, LIST_KEYS), f"asks for {LIST_TYPE}: map"
    if not isinstance(list_type, str):
        return
    if list_type not in _LIST_TYPES:
        yield (*node.at, LIST_TYPE), f"is {quoted(list_type)}, must be {either(_LIST_TYPES)}"
    if given.get("type") != "array":
        yield _type_place(node), f"must be array if {LIST_TYPE} is specified"
    elif list_type == "set":
        yield from _set_breaches(items)
    if list_type in {"set", "map"} and items.schema.get("nullable") is True:
        yield (*items.at, "nullable"), f"cannot be true when {LIST_TYPE} is {list_type}"
    if list_type == "map":
        yield from _keyed_breaches(node, items)


def _set_breaches(items: Node) -> Iterator[Breach]:
    asked = f"must be atomic as item of a list with {LIST_TYPE}: set"
    if items.schema.get("type") == "array" and items.schema.get(LIST_TYPE) not in {None, "atomic"}:
        yield (*items.at, LIST_TYPE), asked
    if items.schema.get("type") == "object" and items.schema.get(MAP_TYPE) != "atomic":
        yield items.at, f"is an object whose {MAP_TYPE} {asked}"


def _keyed_breaches(node: Node, items: Node) -> Iterator[Breach]:
    keys = [text(key) for key in sequence(node.schema.get(LIST_KEYS))]
    if not keys:
        yield node.at, f"lacks {LIST_KEYS}, which {LIST_TYPE}: map needs"
    if node.schema.get("items") is None:
        yield node.at, f"lacks items, which {LIST_TYPE}: map needs"
    elif items.schema.get("type") != "object":
        yield _type_place(items), f"must be object if the list's {LIST_TYPE} is map"
    else:
        for index, key in enumerate(keys):
            place = (*node.at, LIST_KEYS, index)
            if key in keys[:index]:
                yield place, f"is {quoted(key)} again"
            yield from _key_breaches(key, place, items)


def _key_breaches(key: str, place: Tokens, items: Node) -> Iterator[Breach]:
    fields = mapping(items.schema.get("properties"))
    if key not in fields:
        yield place, f"is {quoted(key)}, must be the name of a property of the items"
        return
    field = items.below("properties", key)
    if field.schema.get("type") in {"array", "object"}:
        yield (*field.at, "type"), f"must be a scalar type: the property is in {LIST_KEYS}"
    if key not in sequence(items.schema.get("required")) and field.schema.get("default") is None:
        yield field.at, f"must be required or have a default: the property is in {LIST_KEYS}"
    if field.schema.get("nullable") is True:
        yield (*field.at, "nullable"), f"cannot be true: the property is in {LIST_KEYS}"
