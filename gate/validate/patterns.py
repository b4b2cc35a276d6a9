"""Regular expressions as Go reads them, for the engine of the fast validator.

Both are linear in time and share a syntax but for character classes, where Go takes `[`, `&&`, `--` and
`~~` as plain characters (https://pkg.go.dev/regexp/syntax).
"""

from __future__ import annotations

import re

_POSIX_CLASS = re.compile(r"\[:\^?[a-z]+:\]")
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
        posix = _POSIX_CLASS.match(pattern, position)
        return ((posix[0], len(posix[0])) if posix else (r"\[", 1)), class_start
    if pattern.startswith(_SET_OPERATORS, position):
        return (f"{here}\\{here}", 2), class_start
    return (here, 1), class_start
