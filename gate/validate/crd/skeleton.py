"""What makes a schema structural, so that the API server can prune and default by it.

Source: `ValidateStructural` in apiextensions-apiserver/pkg/apiserver/schema/{validation,complete}.go.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, sequence
from gate.validate.crd.nodes import (
    EMBEDDED,
    INT_OR_STRING,
    JUNCTORS,
    LIST_KEYS,
    LIST_TYPE,
    MAP_TYPE,
    PRESERVE,
    Node,
    Role,
    known_in,
)
from gate.validate.crd.openapi import Breach
from gate.validate.patterns import why_not_go
from gate.validate.wording import Tokens, quoted

_NOT_BELOW_JUNCTORS = (
    "default",
    "title",
    "description",
    "nullable",
    PRESERVE,
    EMBEDDED,
    INT_OR_STRING,
    LIST_KEYS,
    LIST_TYPE,
    MAP_TYPE,
    "x-kubernetes-validations",
)
_OF_METADATA = frozenset({"type", "default", "properties", "externalDocs", "example"})


def skeleton_breaches(node: Node) -> Iterator[Breach]:
    """What is wrong with one node for a schema to be structural."""
    if node.role is Role.VALUE:
        yield from _value_breaches(node)
    else:
        yield from _type_breaches(node)
        yield from _extension_breaches(node)
        yield from _meta_breaches(node)
    pattern = node.schema.get("pattern")
    if isinstance(pattern, str) and (why := why_not_go(pattern)):
        yield (*node.at, "pattern"), f"is {quoted(pattern)}, which is not a regular expression: {why}"


def _value_breaches(node: Node) -> Iterator[Breach]:
    given = node.schema
    if given.get("type") not in (None, "") and not node.typed:
        yield (*node.at, "type"), "must be left out below allOf, anyOf, oneOf and not"
    for keyword in _NOT_BELOW_JUNCTORS:
        if given.get(keyword) not in (None, "", False, []):
            yield (*node.at, keyword), "must be left out below allOf, anyOf, oneOf and not"
    if isinstance(given.get("additionalProperties"), dict) or given.get("additionalProperties") is True:
        yield (*node.at, "additionalProperties"), "must be left out below allOf, anyOf, oneOf and not"
    if "metadata" in mapping(given.get("properties")):
        yield (*node.at, "properties", "metadata"), "must not be specified in a nested context"


def _type_breaches(node: Node) -> Iterator[Breach]:
    given, kind = node.schema, node.schema.get("type")
    embedded = given.get(EMBEDDED) is True
    place = (*node.at, "type") if kind else node.at
    if kind == "array" and given.get("items") is None:
        yield node.at, "lacks items, which a list must specify"
    if embedded and kind != "object":
        yield (
            place,
            f"must be object if {EMBEDDED} is true"
            if kind
            else f"lacks type: object, which {EMBEDDED} needs",
        )
    elif not kind and given.get(INT_OR_STRING) is not True and given.get(PRESERVE) is not True:
        yield place, f"lacks a type, which must not be empty {node.role.value}"
    if node.role is Role.ROOT and kind and kind != "object":
        yield place, f"is {quoted(str(kind))}, must be object at the root"
    if node.role is Role.ROOT and given.get("additionalProperties") is not None:
        yield (*node.at, "additionalProperties"), "must not be used at the root"


def _extension_breaches(node: Node) -> Iterator[Breach]:
    given = node.schema
    if given.get(INT_OR_STRING) is True:
        for keyword in (PRESERVE, EMBEDDED):
            if given.get(keyword) is True:
                yield (*node.at, keyword), f"must be false if {INT_OR_STRING} is true"
    if given.get(EMBEDDED) is not True:
        return
    if given.get("additionalProperties") is not None:
        yield (*node.at, "additionalProperties"), f"must not be used if {EMBEDDED} is set"
    if given.get(PRESERVE) is not True and not mapping(given.get("properties")):
        yield node.at, f"lacks properties, which {EMBEDDED} without {PRESERVE} needs"


def _meta_breaches(node: Node) -> Iterator[Breach]:
    """Of a resource's own fields a schema can say little: the server knows them."""
    fields = mapping(node.schema.get("properties"))
    if node.role is Role.ROOT or node.schema.get(EMBEDDED) is True:
        for name, kind in (("kind", "string"), ("apiVersion", "string"), ("metadata", "object")):
            if name in fields and mapping(fields[name]).get("type") != kind:
                yield _typed_place(node, name), f"must be {kind}"
    if node.role is Role.ROOT and _says_much(mapping(fields.get("metadata"))):
        says = (
            "must not specify anything other than name and generateName, but metadata is implicitly specified"
        )
        yield (*node.at, "properties", "metadata"), says


def _typed_place(node: Node, name: str) -> Tokens:
    place = (*node.at, "properties", name)
    return (*place, "type") if node.below("properties", name).schema.get("type") else place


def _says_much(metadata: JsonObject) -> bool:
    said = set(known_in(metadata))
    named = set(mapping(metadata.get("properties")))
    return bool(said - _OF_METADATA) or bool(named - {"name", "generateName"})


def incomplete(root: JsonObject) -> Iterator[Breach]:
    """Fields that the root's junctors speak of, and its properties or items do not."""
    for branch, at in _branches(root, ()):
        yield from _unspecified(branch, root, at)


def _branches(schema: JsonObject, at: Tokens) -> Iterator[tuple[JsonObject, Tokens]]:
    if isinstance(schema.get("not"), dict):
        yield mapping(schema["not"]), (*at, "not")
    for junctor in JUNCTORS:
        for index, branch in enumerate(sequence(schema.get(junctor))):
            yield mapping(branch), (*at, junctor, index)


def _unspecified(value: JsonObject, known: JsonObject, at: Tokens) -> Iterator[Breach]:
    for branch, place in _branches(value, at):
        yield from _unspecified(branch, known, place)
    if isinstance(value.get("items"), dict):
        if isinstance(known.get("items"), dict):
            yield from _unspecified(mapping(value["items"]), mapping(known["items"]), (*at, "items"))
        else:
            yield (*at, "items"), "must be specified outside of allOf, anyOf, oneOf and not, too"
    fields = mapping(known.get("properties"))
    for name, field in mapping(value.get("properties")).items():
        place = (*at, "properties", name)
        if name in fields:
            yield from _unspecified(mapping(field), mapping(fields[name]), place)
        else:
            yield place, "must be specified outside of allOf, anyOf, oneOf and not, too"
