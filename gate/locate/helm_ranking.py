"""Which keys of a chart's values a rendered value may come from, the likeliest first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gate.locate.helm_values import Path, ValueKey
from gate.model.finding import Location
from gate.model.json import tokens_of

MAX_CANDIDATES = 5
"""Keys that are tried for one value, the likeliest first."""

_MENTION = re.compile(r"\.Values((?:\.[A-Za-z_][A-Za-z0-9_]*)+)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a template, or the file alone. around: the lines above it, too, for `with` and `range`.

    is_literal: whether the template spells what was rendered.
    """

    location: Location
    place: str
    text: str = ""
    around: str = ""
    template: str = ""
    is_literal: bool = False

    @property
    def said(self) -> str:
        return "rendered by this line" if self.location.line else "rendered by a template in this file"


def likeliest(keys: list[ValueKey], line: Line, pointer: str, folder: str) -> list[ValueKey]:
    """The keys that the line mentions come first, then those that end as the pointer does."""
    subcharts = folder.count("charts/")
    tokens = tokens_of(pointer)
    ranked = sorted(keys, key=lambda key: _rank(key, line, tokens, subcharts), reverse=True)
    return [key for key in ranked if _rank(key, line, tokens, subcharts) > (0, 0, 0, 0)][:MAX_CANDIDATES]


def _rank(key: ValueKey, line: Line, tokens: tuple[str, ...], subcharts: int) -> tuple[int, int, int, int]:
    """How much of the key the line mentions, the lines around it, the pointer and the whole template."""
    own = key.path if str(key.path[0]) == "global" else key.path[subcharts:] or key.path
    return (
        _mentioned(own, line.text),
        _mentioned(own, line.around),
        _common_tail(own, tokens),
        _mentioned(own, line.template),
    )


def _mentioned(path: Path, template: str) -> int:
    """How many of a path's first keys some `.Values.a.b` of a text names."""
    wanted = [str(one) for one in path]
    best = 0
    for found in _MENTION.finditer(template):
        said = found[1].split(".")[1:]
        if said == wanted[: len(said)]:
            best = max(best, len(said))
    return best


def _common_tail(path: Path, tokens: tuple[str, ...]) -> int:
    pairs = zip(map(str, reversed(path)), reversed(tokens), strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(path), len(tokens)))
