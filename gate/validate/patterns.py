r"""Regular expressions as Go reads them, for the engine of the fast validator.

Both are linear in time and share most of the syntax (https://pkg.go.dev/regexp/syntax). Go's classes such
as `\d` are ASCII alone, in a class it takes `[`, `&&`, `--` and `~~` as plain characters and knows names such
as `[:alpha:]`, and a brace that begins no repetition is a plain one.
"""

from __future__ import annotations

import re
from functools import lru_cache

import jsonschema_rs

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
_SETS = {"d": "0-9", "s": r"\t\n\f\r ", "w": "0-9A-Za-z_"}
_REST = {
    "D": r"\x00-/:-\x{10FFFF}",
    "S": r"\x00-\x08\v\x0E-\x1F!-\x{10FFFF}",
    "W": r"\x00-/:-@\[-^`{-\x{10FFFF}",
}
_OUTSIDE = {"b": r"(?-u:\b)", "<": "<", ">": ">"}
_REPETITION = re.compile(r"\{([0-9]+)(?:(,)([0-9]*))?\}")
_REPEATED = re.compile(r"[*+?]|\{[0-9]+(?:,[0-9]*)?\}")
_BRACED = re.compile(r"\\[pPx]\{[^{}]*\}")
_GROUP = re.compile(r"\(\?(P?<[A-Za-z_][A-Za-z0-9_]*>|[imsU]*(-[imsU]+)?[:)])")
_LOOK = re.compile(r"\(\?<?[=!]")
_ESCAPED = frozenset("ABCDEPQSWabdfnprstvwxz01234567")
_MOST_REPETITIONS = 1000
_MOST_BYTES = 64 * 2**20


@lru_cache(maxsize=1024)
def why_not_go(pattern: str) -> str:
    """Why Go does not compile an expression; "" when it does."""
    if _LOOK.search(pattern):
        return "there is no lookahead or lookbehind in Go's regular expressions"
    if why := _refused(pattern):
        return why
    try:
        jsonschema_rs.Draft202012Validator(
            {"pattern": as_compiled(pattern)},
            pattern_options=jsonschema_rs.RegexOptions(size_limit=_MOST_BYTES),
        )
    except (jsonschema_rs.ValidationError, ValueError):
        return "its brackets, ranges or operators do not fit together"
    return ""


def _refused(pattern: str) -> str:
    """What Go refuses and the other engine takes."""
    position, class_start, repeated = 0, -1, False
    while position < len(pattern):
        here, rest = pattern[position], pattern[position + 1 : position + 2]
        operator = _REPEATED.match(pattern, position) if class_start < 0 else None
        if here == "\\" and rest.isascii() and rest.isalnum() and rest not in _ESCAPED:
            return f"there is no escape \\{rest}"
        if class_start < 0 and pattern.startswith("(?", position) and not _GROUP.match(pattern, position):
            return "there is no such group (?...)"
        if operator and repeated:
            return "a repetition is repeated"
        if operator and any(int(count) > _MOST_REPETITIONS for count in re.findall("[0-9]+", operator[0])):
            return f"a repetition is more than {_MOST_REPETITIONS} times"
        step, class_start = _step(pattern, position, class_start)
        position += len(operator[0]) if operator else step[1]
        if operator and pattern.startswith("?", position):
            position += 1
        repeated = operator is not None
    return ""


def as_compiled(pattern: str) -> str:
    """The same expression for the engine that compiles it."""
    if not any(character in pattern for character in "[\\{"):
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
        return _escape(pattern, position, in_class=class_start >= 0), class_start
    if class_start < 0:
        if here == "{" and not _REPETITION.match(pattern, position):
            return (r"\{", 1), -1
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


def _escape(pattern: str, position: int, *, in_class: bool) -> tuple[str, int]:
    """What an escape becomes, and its length."""
    named = pattern[position + 1 : position + 2]
    if named in _SETS or named in _REST:
        members = _SETS.get(named) or _REST[named]
        return (members if in_class else f"[{members}]"), 2
    if named == "Q" and not in_class:
        end = pattern.find("\\E", position + 2)
        quoted = pattern[position + 2 : end if end >= 0 else len(pattern)]
        return re.escape(quoted), len(quoted) + (4 if end >= 0 else 2)
    if braced := _BRACED.match(pattern, position):
        return braced[0], len(braced[0])
    if not in_class and named in _OUTSIDE:
        return _OUTSIDE[named], 2
    return (named if named in "<>" else pattern[position : position + 2]) or "\\", 2
