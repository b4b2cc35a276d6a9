"""JSON text: its value as Kubernetes reads it, and its nodes.

Not left to YAML, whose reader refuses surrogate pairs and long keys; `IsJSONBuffer` of apimachinery decides.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import TypeAlias, cast

from gate.documents.constructing import Duplicate
from gate.documents.faults import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_NODES,
    FaultCode,
    UnreadableError,
    too_deep,
    too_long,
    too_many_nodes,
)
from gate.documents.nodes import Mapping, Node, Scalar, Sequence
from gate.model.json import JsonObject, JsonValue

_SPACE = re.compile(r"\s*")
_NEXT_OBJECT = re.compile(r"\}\s*\{")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}:,]|[^\s"\[\]{}:,]+')
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)"
)
_LARGEST, _SMALLEST, _LONGEST_INTEGER = 2**63 - 1, -(2**63), 20
_Pairs: TypeAlias = "list[tuple[str, JsonValue]]"


def looks_like_json(text: str) -> bool:
    """Whether Kubernetes tries JSON before YAML."""
    return text.lstrip().startswith("{")


def objects(text: str) -> Iterator[tuple[int, int]]:
    """Where each of concatenated JSON objects starts and ends; the whole text when it is no such stream."""
    spans: list[tuple[int, int]] = []
    if _NEXT_OBJECT.search(text) and len(text) <= MAX_CHARACTERS:
        start, decoder = 0, json.JSONDecoder()
        try:
            while (begin := _skip(text, start)) < len(text):
                _, end = decoder.raw_decode(text, begin)
                spans.append((start, end))
                start = end
        except (ValueError, RecursionError):
            spans = []
    if spans:
        spans[-1] = (spans[-1][0], len(text))
    yield from spans or [(0, len(text))]


def value_of(text: str) -> tuple[JsonValue, tuple[Duplicate, ...]]:
    """The value and its duplicate keys, of which the last one counts. UnreadableError when it is no JSON."""
    if len(text) > MAX_CHARACTERS:
        raise too_long(0)
    repeated: list[bool] = []

    def as_object(pairs: _Pairs) -> JsonObject:
        found = dict(pairs)
        if len(found) != len(pairs):
            repeated.append(True)
        return found

    if _SURROGATE.search(text):
        text = _ESCAPE.sub(_without_lone_surrogate, text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=as_object,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        raise UnreadableError("syntax", f"no JSON: {error.msg}", min(error.pos, len(text))) from None
    except _NoNumberError as error:
        raise UnreadableError(error.code, str(error), _offset_of(text, error.token)) from None
    except RecursionError:
        raise too_deep(0) from None
    _check_limits(text)
    return cast("JsonValue", value), tuple(_duplicates(compose(text))) if repeated else ()


def compose(text: str) -> Node:
    """The nodes of text that is JSON."""
    root: Node | None = None
    key: Scalar | None = None
    open_nodes: list[Mapping | Sequence] = []
    for token in _TOKEN.finditer(text):
        first = token[0][0]
        if first in ":,":
            continue
        if first in "]}":
            open_nodes.pop()
            continue
        node = _node(token[0], token.start())
        parent = open_nodes[-1] if open_nodes else None
        if parent is None:
            root = node
        elif isinstance(parent, Sequence):
            parent.items.append(node)
        elif key is None:
            key = cast("Scalar", node)
            continue
        else:
            parent.pairs.append((key, node))
            key = None
        if isinstance(node, Mapping | Sequence):
            open_nodes.append(node)
    return cast("Node", root)


def _node(token: str, start: int) -> Scalar | Mapping | Sequence:
    if token.startswith("{"):
        return Mapping(start)
    if token.startswith("["):
        return Sequence(start)
    quoted = token[0] == '"'
    return Scalar(start, json.loads(token) if quoted else token, None, not quoted)


def _duplicates(root: Node) -> Iterator[Duplicate]:
    """The keys that stand twice in one object."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Sequence):
            waiting.extend(reversed(node.items))
        elif isinstance(node, Mapping):
            seen: dict[str, int] = {}
            for key, value in node.pairs:
                waiting.append(value)
                text = cast("Scalar", key).text
                if seen.setdefault(text, key.start) != key.start:
                    yield Duplicate(text, seen[text], key.start)


def _check_limits(text: str) -> None:
    brackets = text.count("[") + text.count("{")
    if brackets > MAX_DEPTH:
        _check_depth(text)
    if text.count(",") + text.count(":") + brackets >= MAX_NODES:
        for number, token in enumerate(token for token in _TOKEN.finditer(text) if token[0] not in ",:]}"):
            if number >= MAX_NODES:
                raise too_many_nodes(token.start())


def _check_depth(text: str) -> None:
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise too_deep(token.start())
        elif token[0] in "]}":
            depth -= 1


class _NoNumberError(Exception):
    def __init__(self, code: FaultCode, message: str, token: str) -> None:
        super().__init__(message)
        self.code: FaultCode = code
        self.token = token


def _integer(token: str) -> int | float:
    """64-bit integers, else floats, as sigs.k8s.io/json reads numbers."""
    if len(token) <= _LONGEST_INTEGER and _SMALLEST <= (number := int(token)) <= _LARGEST:
        return number
    return _float(token)


def _float(token: str) -> float:
    number = float(token)
    if math.isinf(number):
        raise _NoNumberError("limit", "the number is too large for a 64-bit float", token)
    return number


def _constant(token: str) -> float:
    raise _NoNumberError("syntax", "infinity and not-a-number have no place in JSON", token)


def _offset_of(text: str, token: str) -> int:
    return next((found.start() for found in _TOKEN.finditer(text) if found[0] == token), 0)


def _without_lone_surrogate(escape: re.Match[str]) -> str:
    return "\\ufffd" if escape[1] else escape[0]


def _skip(text: str, start: int) -> int:
    found = _SPACE.match(text, start)
    return found.end() if found else start
