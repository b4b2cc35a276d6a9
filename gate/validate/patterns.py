"""Regular expressions as Go reads them, for the engine of the fast validator.

Both are linear in time and share a syntax but for character classes: there Go takes `[`, `&&`, `--` and `~~`
as plain characters and knows names such as `[:alpha:]` (https://pkg.go.dev/regexp/syntax).
"""

from __future__ import annotations

import re

_NAMED_CLASS = re.compile(r"\[:([a-z]+):\]")
_NAMED = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": r"\x00-\x7F",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1F\x7F",
    "digit": "0-9",
    "graph": r"\x21-\x7E",
    "lower": "a-z",
    "print": r"\x20-\x7E",
    "punct": r"\x21-\x2F\x3A-\x40\x5B-\x60\x7B-\x7E",
    "space": r"\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
_SET_OPERATORS = ("&&", "--", "~~")


def as_compiled(pattern: str) -> str:
    """The same expression for the engine that compiles it."""
    if "[" not in pattern:
        return pattern
    made: list[str] = []
    position, class_start = 0, -1
    while position < len(pattern):
        step, class_start = _step(pattern, position, class_start)
        made.append(step[0])
        position += step[1]
    return "".join(made)


def _step(pattern: str, position: int, class_start: int) -> tuple[tuple[str, int], int]:
    """What the piece at a position becomes, its length, and where the class that it is in starts (or -1)."""
    here = pattern[position]
    if here == "\\":
        return (pattern[position : position + 2], 2), class_start
    if class_start < 0:
        if here != "[":
            return (here, 1), -1
        opening = re.match(r"\[\^?\]?", pattern[position:])
        length = opening.end() if opening else 1
        text = pattern[position : position + length]
        return (text.replace("]", r"\]"), length), position
    if here == "]":
        return (here, 1), -1
    if here == "[":
        named = _NAMED_CLASS.match(pattern, position)
        if named and named[1] in _NAMED:
            return (_NAMED[named[1]], len(named[0])), class_start
        return (r"\[", 1), class_start
    if pattern.startswith(_SET_OPERATORS, position):
        return (f"{here}\\{here}", 2), class_start
    return (here, 1), class_start
