"""Values as Rego writes them: JSON, and sets, and objects whose keys are no strings."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its digits as they were written: 1 and 1.0 print differently."""

    text: str

    @property
    def is_float(self) -> bool:
        return any(sign in self.text for sign in ".eE")


@dataclass(frozen=True, slots=True)
class RegoArray:
    items: tuple[RegoValue, ...]


@dataclass(frozen=True, slots=True)
class RegoSet:
    items: tuple[RegoValue, ...]


@dataclass(frozen=True, slots=True)
class RegoObject:
    items: tuple[tuple[RegoValue, RegoValue], ...]


RegoValue: TypeAlias = "str | Number | bool | RegoArray | RegoSet | RegoObject | None"

_TOKEN = re.compile(
    r'\s*(set\(\)|[\[\]{}:,]|"(?:[^"\\]|\\.)*"|true|false|null|-?[0-9][0-9.eE+-]*)', re.DOTALL
)
_CONSTANTS: dict[str, RegoValue] = {"true": True, "false": False, "null": None, "set()": RegoSet(())}
_ORDER = (type(None), bool, Number, str, RegoArray, RegoObject, RegoSet)


def parsed(text: str) -> RegoValue:
    """The value of a term as the engine dumps it. ValueError when it is none."""
    if "{" not in text and "set()" not in text:
        return _of_json(json.loads(text, parse_int=Number, parse_float=Number, strict=False))
    tokens = _TOKEN.findall(text)
    value, rest = _parsed(tokens, 0)
    if rest != len(tokens):
        raise ValueError("more than one value")
    return value


def shown(value: RegoValue) -> str:
    """The value as OPA prints it: `{"a", "b"}`, `[1, 2]`, `{"k": null}`; sets and objects in Rego's order."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Number):
        return value.text
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, RegoArray):
        return f"[{', '.join(map(shown, value.items))}]"
    if isinstance(value, RegoSet):
        inside = ", ".join(map(shown, sorted(value.items, key=_sortable)))
        return f"{{{inside}}}" if inside else "set()"
    items = sorted(value.items, key=lambda item: _sortable(item[0]))
    return "{" + ", ".join(f"{shown(key)}: {shown(one)}" for key, one in items) + "}"


def quoted(text: str) -> str:
    """A string as Go quotes it (strconv.Quote)."""
    return '"' + "".join(map(_escaped, text)) + '"'


_ESCAPES = {'"': '\\"', "\\": "\\\\"} | {
    chr(code): f"\\{letter}" for code, letter in zip(range(7, 14), "abtnvfr", strict=True)
}


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x80:  # noqa: PLR2004 - the end of ASCII
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the basic plane


def _sortable(value: RegoValue) -> tuple[object, ...]:
    """A key that orders values as Rego does: by type, then by value."""
    rank = _ORDER.index(type(value))
    if isinstance(value, Number):
        return rank, float(value.text)
    if isinstance(value, RegoArray | RegoSet):
        return rank, [_sortable(one) for one in value.items]
    if isinstance(value, RegoObject):
        return rank, [(_sortable(key), _sortable(one)) for key, one in value.items]
    return rank, value if value is not None else 0


def _of_json(value: RegoValue | list[RegoValue]) -> RegoValue:
    return RegoArray(tuple(map(_of_json, value))) if isinstance(value, list) else value


def _parsed(tokens: list[str], at: int) -> tuple[RegoValue, int]:
    if at >= len(tokens):
        raise ValueError("no value")
    token = tokens[at]
    if token in _CONSTANTS:
        return _CONSTANTS[token], at + 1
    if token.startswith('"'):
        text: str = json.loads(token, strict=False)
        return text, at + 1
    if token == "[":  # noqa: S105 - a bracket
        items, rest = _items(tokens, at + 1, "]")
        return RegoArray(tuple(key for key, _ in items)), rest
    if token == "{":  # noqa: S105 - a brace
        items, rest = _items(tokens, at + 1, "}")
        is_set = bool(items) and tokens[at + 1] != "}" and all(one is _MISSING for _, one in items)
        if is_set:
            return RegoSet(tuple(key for key, _ in items)), rest
        return RegoObject(tuple((key, one) for key, one in items if not isinstance(one, _Missing))), rest
    if token[0] not in "-0123456789":
        raise ValueError("no value")
    return Number(token), at + 1


class _Missing:
    """What an item of an array or a set has for a value."""


_MISSING = _Missing()


def _items(tokens: list[str], at: int, end: str) -> tuple[list[tuple[RegoValue, RegoValue | _Missing]], int]:
    """The items up to the closing bracket, and the place after it."""
    items: list[tuple[RegoValue, RegoValue | _Missing]] = []
    while at < len(tokens) and tokens[at] != end:
        key, at = _parsed(tokens, at)
        one: RegoValue | _Missing = _MISSING
        if at < len(tokens) and tokens[at] == ":":
            one, at = _parsed(tokens, at + 1)
        items.append((key, one))
        if at < len(tokens) and tokens[at] == ",":
            at += 1
    return items, at + 1
