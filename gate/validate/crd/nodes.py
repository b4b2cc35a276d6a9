"""The nodes of a structural schema, each with what the rules need to know of its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from gate.model.json import JsonObject, JsonValue, mapping, sequence
from gate.validate.wording import Tokens

META_FIELDS = frozenset({"metadata", "kind", "apiVersion"})
JUNCTORS = ("allOf", "anyOf", "oneOf")
EMBEDDED = "x-kubernetes-embedded-resource"
INT_OR_STRING = "x-kubernetes-int-or-string"
PRESERVE = "x-kubernetes-preserve-unknown-fields"
LIST_TYPE = "x-kubernetes-list-type"
LIST_KEYS = "x-kubernetes-list-map-keys"
MAP_TYPE = "x-kubernetes-map-type"
KEYWORDS = frozenset(
    [
        "$ref",
        "$schema",
        "additionalItems",
        "additionalProperties",
        "allOf",
        "anyOf",
        "default",
        "definitions",
        "dependencies",
        "description",
        "enum",
        "example",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "externalDocs",
        "format",
        "id",
        "items",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "not",
        "nullable",
        "oneOf",
        "pattern",
        "patternProperties",
        "properties",
        "required",
        "title",
        "type",
        "uniqueItems",
        "x-kubernetes-embedded-resource",
        "x-kubernetes-int-or-string",
        "x-kubernetes-list-map-keys",
        "x-kubernetes-list-type",
        "x-kubernetes-map-type",
        "x-kubernetes-preserve-unknown-fields",
        "x-kubernetes-validations",
    ]
)
_INT_OR_STRING_FORMS: list[JsonValue] = [{"type": "integer"}, {"type": "string"}]


class Role(StrEnum):
    """What a node is for: the skeleton decides what is pruned, values below junctors only judge."""

    ROOT = "at the root"
    ITEM = "for specified array items"
    FIELD = "for specified object fields"
    VALUE = "below a junctor"


@dataclass(frozen=True, slots=True)
class Node:
    """A schema within a schema.

    at: from the schema's root. inside_meta: below metadata, kind or apiVersion of a resource.
    no_default: why there can be no default here, "" when there can. typed: whether it may say its type
    although it only judges values, as one of the forms of int-or-string does.
    """

    schema: JsonObject
    at: Tokens = ()
    role: Role = Role.ROOT
    inside_meta: bool = False
    no_default: str = ""
    typed: bool = False

    def below(self, *way: str | int, role: Role | None = None) -> Node:
        """The node for an inner schema, which is malformed where it is no object."""
        inner: JsonValue = self.schema
        for step in way:
            inner = (
                inner[step]
                if isinstance(inner, list) and isinstance(step, int)
                else mapping(inner).get(str(step))
            )
        return replace(self, schema=mapping(inner), at=(*self.at, *way), role=role or self.role, typed=False)


def nodes(root: JsonObject) -> Iterator[Node]:
    """The root, and every node below it."""
    return _within(Node(root))


def _within(node: Node) -> Iterator[Node]:
    yield node
    for inner in _skeleton(node):
        yield from _within(inner)
    if isinstance(node.schema.get("not"), dict):
        yield from _within(node.below("not", role=Role.VALUE))
    for junctor in JUNCTORS:
        for index, branch in enumerate(sequence(node.schema.get(junctor))):
            inner = node.below(junctor, index, role=Role.VALUE)
            if junctor == "anyOf" and is_int_or_string(node):
                inner = replace(inner, typed=True)
            if isinstance(branch, dict):
                yield from _within(inner)


def _skeleton(node: Node) -> Iterator[Node]:
    """What stands below properties, items and additionalProperties."""
    is_value = node.role is Role.VALUE
    if isinstance(node.schema.get("items"), dict):
        yield node.below("items", role=Role.VALUE if is_value else Role.ITEM)
    field = Role.VALUE if is_value else Role.FIELD
    for name in mapping(node.schema.get("properties")):
        inner = node.below("properties", name, role=field)
        if name in META_FIELDS and (node.role is Role.ROOT or node.schema.get(EMBEDDED) is True):
            reason = f"in top-level {name}" if node.role is Role.ROOT else inner.no_default
            inner = replace(inner, inside_meta=True, no_default=reason)
        yield inner
    if isinstance(node.schema.get("additionalProperties"), dict):
        inner = node.below("additionalProperties", role=field)
        if node.inside_meta:
            inner = replace(inner, no_default="inside additionalProperties applying to object metadata")
        yield inner


def is_int_or_string(node: Node) -> bool:
    """Whether `anyOf` is the one form that may say types: of a skeleton's node, or of its first `allOf`."""
    first = node.at[-2:] == ("allOf", 0) and _is_skeleton(node.at[:-2])
    forms = [known_in(mapping(form)) for form in sequence(node.schema.get("anyOf"))]
    return (node.role is not Role.VALUE or first) and forms == _INT_OR_STRING_FORMS


def known_in(schema: JsonObject) -> JsonObject:
    """What the server reads of a schema: keywords that it knows, with values that say something."""
    said = {keyword: value for keyword, value in schema.items() if value not in (None, False, "", [], {})}
    return {keyword: value for keyword, value in said.items() if keyword in KEYWORDS}


def _is_skeleton(at: Tokens) -> bool:
    position = 0
    while position < len(at):
        if at[position] == "properties":
            position += 2
        elif at[position] in {"items", "additionalProperties"}:
            position += 1
        else:
            return False
    return True
