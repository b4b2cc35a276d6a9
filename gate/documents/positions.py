"""Where the values and keys of one document stand, by JSON pointer; built when first asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from gate.documents import jsontext
from gate.documents.chunks import Chunk, Ruler, split
from gate.documents.composing import compose
from gate.documents.constructing import is_merge, mappings_to_merge, text_of_key
from gate.documents.faults import UnreadableError
from gate.documents.nodes import Alias, Mapping, Node, Scalar, Sequence
from gate.model.json import pointer_of, tokens_of


@dataclass(frozen=True, slots=True)
class Position:
    """Line and column in the whole text, from 1, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Found:
    """A value and where its key, or its list item, stands."""

    key: int
    node: Node


class Positions:
    """The places of one document. A value that an alias brings in stands where the alias stands, what is
    inside it where the anchored text stands; a merged key where it was written.
    """

    def __init__(self, chunk: Chunk | None) -> None:
        self._chunk = chunk
        self._entries: dict[int, dict[str, _Found]] = {}

    def value(self, pointer: str) -> Position | None:
        """Where the value's first token stands; None when the document has no such value."""
        found = self._walk(tokens_of(pointer))
        return None if found is None else self._position(found.node.start)

    def key(self, pointer: str) -> Position | None:
        """Where the key of the last token stands, for a list item where the item starts."""
        found = self._walk(tokens_of(pointer))
        return None if found is None else self._position(found.key)

    def nearest(self, pointer: str) -> tuple[str, Position]:
        """The deepest value on the way to the pointer that is there, and where its key stands
        (the start of the document for "").
        """
        tokens = tokens_of(pointer)
        node, key, depth = self._root, self._start, 0
        for token in tokens:
            found = None if node is None else self._child(node, token)
            if found is None:
                break
            node, key, depth = found.node, found.key, depth + 1
        return pointer_of(tokens[:depth]), self._position(key)

    @cached_property
    def _root(self) -> Node | None:
        if self._chunk is None or self._chunk.fault is not None:
            return None
        text = self._chunk.text
        try:
            if jsontext.looks_like_json(text):
                return _json_or_flow(text)
            return compose(text).root
        except UnreadableError:
            return None

    @cached_property
    def _start(self) -> int:
        content = None if self._chunk is None else self._chunk.content()
        return content or 0

    @cached_property
    def _ruler(self) -> Ruler:
        return Ruler(self._chunk or Chunk(0, "", 1))

    def _position(self, offset: int) -> Position:
        return Position(*self._ruler.place(offset))

    def _walk(self, tokens: tuple[str, ...]) -> _Found | None:
        if self._root is None:
            return None
        found: _Found | None = _Found(self._start, self._root)
        for token in tokens:
            if found is None:
                return None
            found = self._child(found.node, token)
        return found

    def _child(self, node: Node, token: str) -> _Found | None:
        target = node.target if isinstance(node, Alias) else node
        if isinstance(target, Sequence):
            index = int(token) if token.isdecimal() and token.isascii() else len(target.items)
            item = target.items[index] if index < len(target.items) else None
            return None if item is None else _Found(item.start, item)
        if isinstance(target, Scalar):
            return None
        if id(target) not in self._entries:
            self._entries[id(target)] = self._entries_of(target)
        return self._entries[id(target)].get(token)

    def _entries_of(self, mapping: Mapping) -> dict[str, _Found]:
        """The last one of a key counts, and a merge replaces what is above it: as the values are built."""
        entries: dict[str, _Found] = {}
        with suppress(UnreadableError):
            for key, value in mapping.pairs:
                if not is_merge(key):
                    entries[text_of_key(key)] = _Found(key.start, value)
                    continue
                for part in reversed(mappings_to_merge(value)):
                    entries.update(self._entries_of(part))
        return entries


def positions(text: bytes, index: int) -> Positions:
    """The places in the document with that index (as `read` counts); all None where it is empty or broken."""
    return Positions(next(_with_index(text, index), None))


def _with_index(text: bytes, index: int) -> Iterator[Chunk]:
    return (chunk for chunk in split(text) if chunk.index == index)


def _json_or_flow(text: str) -> Node | None:
    try:
        jsontext.value_of(text)
    except UnreadableError:
        return compose(text).root
    return jsontext.compose(text)
