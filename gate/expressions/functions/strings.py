"""Strings, as version 2 of the library of cel-go has them (https://pkg.go.dev/github.com/google/cel-go/ext#Strings)."""

from __future__ import annotations

from gate.expressions.faults import ExpressionError
from gate.expressions.functions.growth import bounded

_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_UPPER = {upper + 32: upper for upper in range(ord("A"), ord("Z") + 1)}
_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_QUOTED = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
    '"': '\\"',
}


def _out_of_range(index: int) -> ExpressionError:
    return ExpressionError(f"index out of range: {index}")


def char_at(text: str, index: int) -> str:
    if not 0 <= index <= len(text):
        raise _out_of_range(index)
    return text[index : index + 1]


def index_of(text: str, part: str, offset: int = 0) -> int:
    if not part:
        return offset
    if offset < 0:
        raise _out_of_range(offset)
    return text.find(part, offset)


def last_index_of(text: str, part: str, offset: int | None = None) -> int:
    if not part:
        return len(text) if offset is None else offset
    if offset is None:
        return text.rfind(part)
    if offset < 0:
        raise _out_of_range(offset)
    return -1 if offset >= len(text) else text.rfind(part, 0, offset + len(part))


def lower_ascii(text: str) -> str:
    return text.translate(_LOWER)


def upper_ascii(text: str) -> str:
    return text.translate(_UPPER)


def replace(text: str, old: str, new: str, count: int = -1) -> str:
    found = len(text) + 1 if not old else text.count(old)
    times = found if count < 0 else min(found, count)
    bounded(len(text) + times * (len(new) - len(old)), len(text) + len(new))
    return text.replace(old, new, times)


def split(text: str, separator: str, count: int = -1) -> list[str]:
    if count == 0:
        return []
    if separator:
        return text.split(separator, count - 1 if count > 0 else -1)
    if 0 < count < len(text):
        return [*text[: count - 1], text[count - 1 :]]
    return list(text)


def substring(text: str, start: int, end: int | None = None) -> str:
    if end is not None and start > end:
        raise ExpressionError(f"invalid substring range. start: {start}, end: {end}")
    for index in (start, len(text) if end is None else end):
        if not 0 <= index <= len(text):
            raise _out_of_range(index)
    return text[start:end]


def trim(text: str) -> str:
    return text.strip(_SPACE)


def join(items: list[object], separator: str = "") -> str:
    for item in items:
        if not isinstance(item, str):
            raise ExpressionError(f"join: invalid input: {item}")
    texts = [item for item in items if isinstance(item, str)]
    given = sum(map(len, texts))
    bounded(given + len(separator) * len(texts), given + len(separator))
    return separator.join(texts)


def quote(text: str) -> str:
    return '"' + "".join(_QUOTED.get(char, char) for char in text) + '"'


IMPLEMENTATIONS = {
    "string.charAt": char_at,
    "string.indexOf": index_of,
    "string.lastIndexOf": last_index_of,
    "string.lowerAscii": lower_ascii,
    "string.upperAscii": upper_ascii,
    "string.replace": replace,
    "string.split": split,
    "string.substring": substring,
    "string.trim": trim,
    "list.join": join,
    "strings.quote": quote,
}
