"""JSON values as Python holds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

JsonValue: TypeAlias = "dict[str, JsonValue] | list[JsonValue] | str | int | float | bool | None"
JsonObject: TypeAlias = "dict[str, JsonValue]"


def escape_token(token: str) -> str:
    """One reference token of a JSON pointer, escaped (RFC 6901 §3)."""
    return token.replace("~", "~0").replace("/", "~1")


def pointer_of(tokens: tuple[str | int, ...]) -> str:
    """The JSON pointer (RFC 6901) of a path of keys and indexes; "" is the whole document."""
    return "".join("/" + escape_token(str(token)) for token in tokens)


def tokens_of(pointer: str) -> tuple[str, ...]:
    """The unescaped reference tokens of a JSON pointer (RFC 6901 §4)."""
    return tuple(_unescaped(pointer))


def _unescaped(pointer: str) -> Iterator[str]:
    for token in pointer.split("/")[1:]:
        yield token.replace("~1", "/").replace("~0", "~")


def mapping(value: JsonValue) -> JsonObject:
    """The value if it is an object, else an empty object: for reading what may be malformed."""
    return value if isinstance(value, dict) else {}


def sequence(value: JsonValue) -> list[JsonValue]:
    """The value if it is an array, else an empty array: for reading what may be malformed."""
    return value if isinstance(value, list) else []


def text(value: JsonValue) -> str:
    """The value if it is a string, else an empty string: for reading what may be malformed."""
    return value if isinstance(value, str) else ""


def value_at(value: JsonValue, pointer: str) -> JsonValue:
    """The value a pointer names. LookupError when there is none."""
    for token in tokens_of(pointer):
        if isinstance(value, dict):
            value = value[token]
        elif isinstance(value, list) and token.isdecimal():
            value = value[int(token)]
        else:
            raise KeyError(token)
    return value
