"""How values and places are named in messages, without giving away what may be secret."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TypeAlias

import orjson

from gate.model.json import JsonValue

Tokens: TypeAlias = "tuple[str | int, ...]"

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_$-]+")
_HARMLESS = re.compile(r"[\w .,:/+-]{0,32}")
_HOLDS_DATA = frozenset({"data", "stringData", "binaryData", "value", "values"})
_SOUNDS_SECRET = re.compile(r"pass|pwd|secret|token|credential|private|auth|cert|key", re.IGNORECASE)
_LONGEST_NAME = 60
_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "null": "null",
}


def dotted(tokens: Iterable[str | int]) -> str:
    """A path as people write it: `spec.containers[0].name`; "" for the resource itself."""
    path = ""
    for token in tokens:
        if isinstance(token, int):
            path += f"[{token}]"
        elif _PLAIN_KEY.fullmatch(token):
            path += f".{token}" if path else token
        else:
            path += f"[{quoted(token)}]"
    return path


def quoted(name: str) -> str:
    """A name from the repository in double quotes, on one line, cut when it is long."""
    cut = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
    return orjson.dumps(cut.encode("utf-8", "replace").decode()).decode()


def type_of(value: JsonValue) -> str:
    """The JSON type of a value, with its article."""
    match value:
        case None:
            return _TYPES["null"]
        case bool():
            return _TYPES["boolean"]
        case int():
            return _TYPES["integer"]
        case float():
            return _TYPES["number"]
        case str():
            return _TYPES["string"]
        case list():
            return _TYPES["array"]
        case _:
            return _TYPES["object"]


def types_in_words(types: Iterable[str]) -> str:
    """JSON Schema type names as a choice: `a string or an integer`. null is left out: it means "not set"."""
    return either([_TYPES.get(name, name) for name in types if name != "null"] or ["null"])


def either(choices: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(part for part in (", ".join(choices[:-1]), choices[-1]) if part)


def may_show(kind: str, tokens: Tokens) -> bool:
    """Whether a value at this place may stand in a message.

    Never in a Secret, below `data`, `stringData` or an env `value`, or where a name sounds like a credential.
    """
    names = [token for token in tokens if isinstance(token, str)]
    return kind != "Secret" and not any(name in _HOLDS_DATA or _SOUNDS_SECRET.search(name) for name in names)


def shown(value: JsonValue, kind: str, tokens: Tokens) -> str:
    """A short scalar as JSON where it may be shown, else ""."""
    if value is None or isinstance(value, list | dict) or not may_show(kind, tokens):
        return ""
    if isinstance(value, str) and not _HARMLESS.fullmatch(value):
        return ""
    return orjson.dumps(value).decode()


def found(value: JsonValue, kind: str, tokens: Tokens) -> str:
    """What stands there: its type, and a short harmless scalar: `a string ("3")`."""
    scalar = shown(value, kind, tokens)
    return f"{type_of(value)} ({scalar})" if scalar else type_of(value)


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.7) -> str:
    """The known name that is most like a misspelt one, whatever its case; "" when none is near."""
    by_lower = {candidate.lower(): candidate for candidate in sorted(known, reverse=True)}
    if not by_lower or len(name) > _LONGEST_NAME:
        return ""
    close = get_close_matches(name.lower(), by_lower, n=1, cutoff=cutoff)
    return by_lower[close[0]] if close else ""
