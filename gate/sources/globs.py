"""Path patterns: `*`, `?` and `[a-z]` within a segment, `**` across segments, `{a,b}` for alternatives."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

MAX_ALTERNATIVES = 64
"""How many patterns braces may stand for; with more, a pattern is taken literally and so matches nothing."""

_PART = re.compile(r"\[[!^]?.[^\]]*\]|.", re.DOTALL)
_RANGE = re.compile(r"(.)(?:-(.))?", re.DOTALL)
Item = TypeVar("Item")
Part = TypeVar("Part")


def matches(pattern: str, path: str) -> bool:
    """Whether the whole path matches. `a/**` matches everything below `a`, `**/a` an `a` at any depth."""
    segments = path.split("/")
    return any(_matches_segments(alternative, segments) for alternative in _alternatives(pattern))


def covers(pattern: str, path: str, *, braces: bool = True) -> bool:
    """Whether a pattern means the path or a folder that it is in, as a line of .gitignore would.

    A pattern without a slash, other than at its end, means a name at any depth; with one, it starts at
    the root. (https://git-scm.com/docs/gitignore#_pattern_format; a slash at the end is ignored.)
    braces: whether `{a,b}` stands for alternatives.
    """
    anchored = pattern.rstrip("/").removeprefix("./")
    if "/" not in anchored:
        anchored = f"**/{anchored}"
    anchored = anchored.removeprefix("/")
    segments = path.split("/")
    return any(
        _matches_segments(alternative, segments[:length])
        for alternative in (_alternatives(anchored) if braces else (tuple(anchored.split("/")),))
        for length in range(len(segments), 0, -1)
    )


def covers_any(patterns: Sequence[str], path: str) -> str:
    """The first pattern that covers the path, "" when none does."""
    return next((pattern for pattern in patterns if covers(pattern, path)), "")


def spans(pattern: str, text: str) -> bool:
    """Whether the whole text matches, where `*` stands for anything, slashes too."""
    alternatives = ("/".join(segments) for segments in _alternatives(pattern))
    return any(_wild(_parts(one), text, star="*", fits=_is_character) for one in alternatives)


@lru_cache(maxsize=1024)
def _alternatives(pattern: str) -> tuple[tuple[str, ...], ...]:
    """The patterns that a pattern with braces stands for, in segments."""
    pending = [pattern]
    plain: list[str] = []
    while pending:
        if len(pending) + len(plain) > MAX_ALTERNATIVES:
            return (tuple(pattern.split("/")),)
        expanded = _expanded(pending[-1])
        if len(expanded) == 1:
            plain.append(pending.pop())
        else:
            pending[-1:] = expanded
    return tuple(tuple(alternative.split("/")) for alternative in plain)


def _expanded(pattern: str) -> list[str]:
    """The innermost first braces of a pattern taken apart; the pattern itself when it has none."""
    end = -1
    while (end := pattern.find("}", end + 1)) >= 0:
        start = pattern.rfind("{", 0, end)
        choices = pattern[start + 1 : end].split(",")
        if start >= 0 and len(choices) > 1:
            return [pattern[:start] + choice + pattern[end + 1 :] for choice in choices]
    return [pattern]


def _matches_segments(pattern: Sequence[str], segments: Sequence[str]) -> bool:
    if pattern[-1] == "**" and len(pattern) > 1:  # below a folder, not the folder itself
        pattern = (*pattern, "*")
    return _wild(pattern, segments, star="**", fits=_fits)


def _fits(pattern: str, segment: str) -> bool:
    if not any(sign in pattern for sign in "*?["):
        return pattern == segment
    return _wild(_parts(pattern), segment, star="*", fits=_is_character)


@lru_cache(maxsize=1024)
def _parts(pattern: str) -> tuple[str, ...]:
    """The characters of a pattern, each class of them (`[a-z]`, `[!0-9]`) as one; an open one is literal."""
    return tuple(_PART.findall(pattern)) if "[" in pattern else tuple(pattern)


def _is_character(one: str, character: str) -> bool:
    if len(one) == 1:
        return one in {"?", character}
    inverted = one[1] in "!^"
    inside = one[2 if inverted else 1 : -1]
    holds = any(low <= character <= (high or low) for low, high in _RANGE.findall(inside))
    return holds is not inverted and character != "/"


def _wild(
    pattern: Sequence[Part], items: Sequence[Item], *, star: Part, fits: Callable[[Part, Item], bool]
) -> bool:
    """Whether items match a pattern in which `star` stands for any number of them.

    Only the last star seen is ever tried anew, so the cost is at most the product of both lengths.
    """
    at, star_at, resume = 0, -1, 0
    index = 0
    while index < len(items):
        if at < len(pattern) and pattern[at] == star:
            star_at, resume, at = at, index, at + 1
        elif at < len(pattern) and fits(pattern[at], items[index]):
            at, index = at + 1, index + 1
        elif star_at >= 0:
            resume += 1
            at, index = star_at + 1, resume
        else:
            return False
    return all(part == star for part in pattern[at:])
