"""Nodes -> the JSON value that Kubernetes makes of them, with merge keys and aliases resolved.

Aliases share one value: whoever changes a value copies it first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from gate.documents.faults import UnreadableError
from gate.documents.nodes import Alias, Mapping, Node, Scalar, Sequence
from gate.documents.scalars import MERGE, UnresolvableError, key_of, value_of
from gate.model.json import JsonObject, JsonValue

_NO_MAP_TO_MERGE = "a merge key `<<` takes a mapping or a list of mappings"


def is_merge(key: Node) -> bool:
    """Whether the key is a merge key (`isMerge` of go-yaml)."""
    return isinstance(key, Scalar) and key.text == "<<" and (key.plain or key.tag == MERGE)


def mappings_to_merge(value: Node) -> tuple[Mapping, ...]:
    """The mappings that a merge key brings in, the strongest first. UnreadableError for anything else."""
    parts = value.items if isinstance(value, Sequence) else [value]
    mappings = []
    for part in parts:
        mapping = part.target if isinstance(part, Alias) else part
        if not isinstance(mapping, Mapping):
            raise UnreadableError("syntax", _NO_MAP_TO_MERGE, part.start)
        mappings.append(mapping)
    return tuple(mappings)


def text_of_key(key: Node) -> str:
    """The JSON key that a key node becomes. UnreadableError when Kubernetes takes no such key."""
    scalar = key.target if isinstance(key, Alias) else key
    if not isinstance(scalar, Scalar):
        raise UnreadableError(
            "syntax", "a list or a mapping cannot be a key (an unrendered template?)", key.start
        )
    try:
        return key_of(scalar.text, scalar.tag, plain=scalar.plain)
    except UnresolvableError as error:
        raise UnreadableError("syntax", str(error), key.start) from None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A key that is set again: where it is set first, and again (offsets). merged: again by a merge key."""

    key: str
    first: int
    again: int
    merged: bool = False


class Constructor:
    """Builds the value of one document. duplicates: keys that are set more than once; the last counts."""

    def __init__(self) -> None:
        self.duplicates: list[Duplicate] = []
        self._built: dict[int, JsonValue] = {}

    def value(self, node: Node) -> JsonValue:
        """The JSON value of a node. UnreadableError when Kubernetes cannot read it."""
        if isinstance(node, Alias):
            target = node.target
            if not isinstance(target, Scalar):
                return self._built[id(target)]  # it stands before the alias, so it is built
            node = target
        if isinstance(node, Scalar):
            try:
                return value_of(node.text, node.tag, plain=node.plain)
            except UnresolvableError as error:
                raise UnreadableError("syntax", str(error), node.start) from None
        value: JsonValue
        value = (
            self._mapping(node) if isinstance(node, Mapping) else [self.value(item) for item in node.items]
        )
        self._built[id(node)] = value
        return value

    def _mapping(self, node: Mapping) -> JsonObject:
        result: JsonObject = {}
        own: dict[str, int] | None = None
        for number, (key_node, value_node) in enumerate(node.pairs):
            if is_merge(key_node):
                own = _own_keys(node, number) if own is None else own
                self._merge(value_node, result, own, key_node.start)
                continue
            key = text_of_key(key_node)
            if key in result and own is None:
                own = _own_keys(node, number)
            if own is not None and own.setdefault(key, key_node.start) != key_node.start:
                self.duplicates.append(Duplicate(key, own[key], key_node.start))
            result[key] = self.value(value_node)
        return result

    def _merge(self, value: Node, into: JsonObject, own: dict[str, int], start: int) -> None:
        """Merge as go-yaml v2: in the order of the text, so that a merge replaces the keys above it."""
        mappings = mappings_to_merge(value)
        if not isinstance(value, Alias):
            self.value(value)
        for mapping in reversed(mappings):
            for key, part in cast("JsonObject", self._built[id(mapping)]).items():
                if key in own:
                    self.duplicates.append(Duplicate(key, own[key], start, merged=True))
                into[key] = part


def _own_keys(node: Mapping, number: int) -> dict[str, int]:
    """Where each key among the first pairs stands, merge keys left out."""
    own: dict[str, int] = {}
    for key, _ in node.pairs[:number]:
        if not is_merge(key):
            own.setdefault(text_of_key(key), key.start)
    return own
