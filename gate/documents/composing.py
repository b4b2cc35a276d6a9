"""Text -> nodes, over the events of libyaml: re-used anchors and any tag are fine, hostile text is refused.

libyaml gives events without recursion; the composer itself goes no deeper than the limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from yaml._yaml import CParser
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from gate.documents.faults import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_NODES,
    UnreadableError,
    too_deep,
    too_long,
    too_many_nodes,
)
from gate.documents.nodes import Alias, Mapping, Node, Scalar, Sequence

_IGNORED = "Kubernetes does not read what stands behind the end of the document"
_QUESTION_MARK = "an unquoted value between brackets or braces cannot have a `?` for Kubernetes: quote it"
_DIRECTIVE = "Kubernetes takes no directive such as %YAML: it splits the text at `---` before it reads it"
_FIRST_IS_DIRECTIVE = re.compile(r"(?:\s*(?:#[^\n]*\n)?)*+%")
_SLASH = "Kubernetes knows no escape `\\/` in YAML: write `/`"
_ESCAPED_SLASH = re.compile(r'(?:[^"\\]|\\[^/])*\\/')
_FEW_FROM_ALIASES, _FEW_VISITS, _MOST_FROM_ALIASES = 100, 1000, 0.99


@dataclass(frozen=True, slots=True)
class Composition:
    """The root of a document, None when there is none; trailing: what Kubernetes would silently ignore."""

    root: Node | None
    trailing: UnreadableError | None = None


def compose(text: str) -> Composition:
    """The nodes of the one document in the text. UnreadableError when it is no YAML or beyond the limits."""
    if len(text) > MAX_CHARACTERS:
        raise too_long(0)
    composer = _Composer(text)
    try:
        root = composer.document()
    except YAMLError as error:
        raise _unreadable(error, text) from None
    if root is None:
        return Composition(None)
    return Composition(root, composer.trailing())


class _Mark(Protocol):
    index: int


class _Event(Protocol):
    """An event of libyaml: it always has its marks."""

    start_mark: _Mark
    end_mark: _Mark


@dataclass(slots=True)
class _Anchored:
    """A node that aliases may name, and what it costs each time. node: None while it is still open."""

    node: Scalar | Sequence | Mapping | None
    nodes: int
    characters: int


class _Composer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._wary = "?" in text or "\\/" in text
        self._flow = 0
        self._next = cast("Callable[[], _Event]", CParser(text).get_event)
        self._anchors: dict[str, _Anchored] = {}
        self._nodes = 0
        self._from_aliases = 0
        self._characters = 0

    def document(self) -> Node | None:
        """The root node; None when the text holds nothing but comments."""
        self._next()
        if isinstance(self._next(), StreamEndEvent):
            return None
        event = self._next()
        root = self._node(event, 1)
        self._next()
        nothing = isinstance(event, ScalarEvent) and event.start_mark.index == event.end_mark.index
        return None if nothing else root

    def trailing(self) -> UnreadableError | None:
        """What stands behind the document in its chunk: Kubernetes reads only the first."""
        try:
            event = self._next()
        except MarkedYAMLError as error:
            return UnreadableError("syntax", _IGNORED, _mark_of(error))
        if isinstance(event, StreamEndEvent):
            return None
        return UnreadableError("syntax", _IGNORED, event.start_mark.index)

    def _node(self, event: _Event, depth: int) -> Node:
        start = event.start_mark.index
        self._nodes += 1
        if isinstance(event, ScalarEvent):
            text = event.value
            self._characters += len(text)
            scalar = Scalar(start, text, event.tag, event.implicit[0])
            if self._wary:
                self._refuse_what_go_refuses(event, start)
            if event.anchor is not None:
                self._anchors[event.anchor] = _Anchored(scalar, 1, len(text))
            return scalar
        if isinstance(event, AliasEvent):
            return self._alias(event.anchor or "", start, depth)
        if depth > MAX_DEPTH:
            raise too_deep(start)
        assert isinstance(event, CollectionStartEvent)
        anchored = None if event.anchor is None else self._open(event.anchor)
        self._flow += bool(event.flow_style)
        node: Sequence | Mapping
        if isinstance(event, MappingStartEvent):
            node = Mapping(start)
            self._fill_mapping(node, depth + 1)
        else:
            node = Sequence(start)
            self._fill_sequence(node, depth + 1)
        self._flow -= bool(event.flow_style)
        if anchored is not None:
            self._close(anchored, node)
        return node

    def _refuse_what_go_refuses(self, event: ScalarEvent, start: int) -> None:
        """Two places where libyaml takes more than Kubernetes (go-yaml v2, `scannerc.go`)."""
        if not event.style and self._flow and "?" in event.value:
            raise UnreadableError("syntax", _QUESTION_MARK, max(start, self._text.find("?", start)))
        if event.style == '"' and (
            escape := _ESCAPED_SLASH.match(self._text, self._text.find('"', start) + 1)
        ):
            raise UnreadableError("syntax", _SLASH, escape.end() - 2)

    def _fill_mapping(self, mapping: Mapping, depth: int) -> None:
        add, following, node_of = mapping.pairs.append, self._next, self._node
        while not isinstance(event := following(), MappingEndEvent):
            key = node_of(event, depth)
            value = node_of(following(), depth)
            add((key, value))
            if value.height >= mapping.height:
                mapping.height = value.height + 1
            if self._nodes > MAX_NODES:
                raise too_many_nodes(key.start)

    def _fill_sequence(self, sequence: Sequence, depth: int) -> None:
        add, following, node_of = sequence.items.append, self._next, self._node
        while not isinstance(event := following(), SequenceEndEvent):
            item = node_of(event, depth)
            add(item)
            if item.height >= sequence.height:
                sequence.height = item.height + 1
            if self._nodes > MAX_NODES:
                raise too_many_nodes(item.start)

    def _open(self, anchor: str) -> _Anchored:
        anchored = self._anchors[anchor] = _Anchored(None, self._nodes - 1, self._characters)
        return anchored

    def _close(self, anchored: _Anchored, node: Sequence | Mapping) -> None:
        anchored.node = node
        anchored.nodes = self._nodes - anchored.nodes
        anchored.characters = self._characters - anchored.characters

    def _alias(self, name: str, start: int, depth: int) -> Alias:
        anchored = self._anchors.get(name)
        if anchored is None:
            raise UnreadableError("syntax", f"the alias *{name} names an anchor that is not set", start)
        if anchored.node is None:
            raise UnreadableError("syntax", f"the alias *{name} stands inside what it names", start)
        if depth + anchored.node.height > MAX_DEPTH + 1:
            raise too_deep(start)
        self._nodes += anchored.nodes
        self._from_aliases += anchored.nodes
        self._characters += anchored.characters
        if self._nodes > MAX_NODES:
            raise too_many_nodes(start)
        if self._characters > MAX_CHARACTERS:
            raise too_long(start, expanded=True)
        if self._is_mostly_aliases():
            message = f"more than {_MOST_FROM_ALIASES:.0%} of the document comes from aliases"
            raise UnreadableError("limit", message, start)
        return Alias(start, anchored.node)

    def _is_mostly_aliases(self) -> bool:
        """Whether Kubernetes refuses the document for excessive aliasing (`allowedAliasRatio` of go-yaml)."""
        visits = self._nodes + 1
        if self._from_aliases <= _FEW_FROM_ALIASES or visits <= _FEW_VISITS:
            return False
        return self._from_aliases / visits > _MOST_FROM_ALIASES


def _unreadable(error: YAMLError, text: str) -> UnreadableError:
    if directive := _FIRST_IS_DIRECTIVE.match(text):
        return UnreadableError("syntax", _DIRECTIVE, directive.end() - 1)
    if isinstance(error, MarkedYAMLError):
        problem = (error.problem or "the text is no YAML").strip()
        at, began, context = _mark_of(error), error.context_mark, (error.context or "").strip()
        if context and began is not None and began.index < at and not text[at:].strip():
            # What is never closed ends with the document; where it begins is what has to be mended.
            return UnreadableError("syntax", f"{problem} ({context} that begins here)", began.index)
        return UnreadableError("syntax", problem + (f" ({context})" if context else ""), min(at, len(text)))
    if isinstance(error, ReaderError):
        offset = len(text.encode()[: error.position].decode(errors="ignore"))
        return UnreadableError(
            "encoding", f"the character U+{error.character:04X} is not allowed in YAML", offset
        )
    return UnreadableError("syntax", "the text is no YAML", 0)


def _mark_of(error: MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.index if mark is not None else 0
