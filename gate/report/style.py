"""How a report is to look, and what every writer does with text that it did not make."""

from __future__ import annotations

import textwrap
import unicodedata
from dataclasses import dataclass

ELLIPSIS = "…"
NARROWEST = 20
# Bidirectional controls can make text read as what it is not (https://trojansource.codes).
BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Style:
    """colour: ANSI colours. verbose: name everything. width: columns, where the format cares."""

    colour: bool = False
    verbose: bool = False
    width: int = 100


def visible(text: str, *, keep: str = "") -> str:
    """Text in which nothing acts: control, bidirectional and invisible characters are spelled out.

    keep: characters that are left as they are (a newline, say).
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if character in keep else _spelled(character) for character in text)


def _spelled(character: str) -> str:
    if character in BIDIRECTIONAL or unicodedata.category(character) in INVISIBLE:
        names = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1b": "\\e"}
        return names.get(character) or f"\\u{{{ord(character):x}}}"
    return character


def shortened(text: str, most: int) -> str:
    """At most so many characters, with an ellipsis where some are cut."""
    return text if len(text) <= most else text[: most - 1] + ELLIPSIS


def hanging(text: str, margin: int, width: int) -> str:
    """Text that begins at a margin, wrapped at the width, with its further lines at the same margin.

    Words are never broken: paths and addresses stay whole.
    """
    room = max(width - margin, NARROWEST)
    lines = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)
    return ("\n" + " " * margin).join(lines)


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 target`, `2 targets`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
