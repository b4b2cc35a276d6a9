"""Chart templates with a comment at the end of each line that tells, once rendered, which line it was."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_ACTION = re.compile(
    rb"""\{\{-?\s*/\*.*?\*/\s*-?\}\}            # a comment
    |\{\{(?:"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*'|[^"`'])*?\}\}""",
    re.DOTALL | re.VERBOSE,
)
_WORD = re.compile(rb"\{\{-?\s*([a-z]+)")
# Actions that write nothing themselves.
_SILENT = re.compile(
    rb"""\{\{-?\s*(?:/\*|(?:if|else|range|with|define|end|break|continue)\b
    |\$\w*\s*(?:,\s*\$\w+\s*)?:?=)""",
    re.VERBOSE,
)
# A plain scalar, which may go on below; the key and what is before it.
_PLAIN = re.compile(rb"(?P<before>[ \t]*(?:- +)*)(?:[^\s:#\"'][^:]*:[ \t]+)?+[^\s|>\"'\[{&*#!:-][^#]*(?<!:)$")
_FURTHER = re.compile(rb"(?P<before>[ \t]*)(?!- |#|\{\{)\S")
_OPENS = frozenset({b"if", b"range", b"with", b"define", b"block"})
_DEFINES = frozenset({b"define", b"block"})
# A line of YAML: a key or a list item that the template itself spells.
_YAML_LINE = re.compile(rb"^[ \t]*(?:- +\S|[\"']?[A-Za-z][^\s:]*:(?:[ \t\r\n]|$))", re.MULTILINE)
MOST_ABOVE = 10
MOST_JOINED = 20
# A definition whose text begins on a line of its own, and where one is included.
_ANEW = re.compile(rb"\{\{-?\s*define\s+\"([^\"]+)\"\s*\}\}[ \t]*\r?\n")
_DEFINED = re.compile(rb"\{\{-?\s*(?:define|block)\b[^}]*\}\}\s*$")
_INCLUDED = re.compile(rb"\{\{-\s*(?:include|template)\s+\"([^\"]+)\"")
_MARK = re.compile(rb"[ \t]*#@@(\d+);")


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A line of a template, counted from 1; where an action began above, the line where it began.

    above: the lines before it that could not be marked, back to the last one that could.
    """

    place: str
    line: int
    above: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """Templates with marks. contents: by path in the chart. lines: what the n-th mark stands for."""

    contents: Mapping[str, bytes]
    lines: tuple[TemplateLine, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    begin: int
    end: int


def marked(templates: Mapping[str, bytes], *, definitions: bool) -> Marked:
    """The templates with marks. definitions: also in `define` blocks that spell lines of YAML."""
    anew = frozenset(name for content in templates.values() for name in _ANEW.findall(content))
    lines: list[TemplateLine] = []
    contents: dict[str, bytes] = {}
    for place, content in templates.items():
        pieces: list[bytes] = []
        done = 0
        last = 0
        for line, end in _line_ends(content, anew, definitions=definitions):
            pieces += [content[done:end], b" #@@%d;" % len(lines)]
            lines.append(TemplateLine(place, line, tuple(range(max(last + 1, line - MOST_ABOVE), line))))
            done, last = end, line
        contents[place] = b"".join((*pieces, content[done:]))
    return Marked(contents, tuple(lines))


def unmarked(line: bytes) -> tuple[bytes, int | None]:
    """A rendered line without its marks, and the first mark behind what it says, None when it has none."""
    found = _MARK.search(line)
    if found is None:
        return line, None
    text = _MARK.sub(b"", line)
    marks = [int(one[1]) for one in _MARK.finditer(line) if line[: one.start()].strip()]
    return text.rstrip(), next((mark for mark in marks if text.strip()), int(found[1]))


def is_template(place: str) -> bool:
    """Whether Helm renders a file of a chart and something may come of it in the output."""
    folder, name = posixpath.split(place)
    return "templates" in folder.split("/") and name != "NOTES.txt"


def spelled(text: bytes) -> bytes:
    """What a text of a template says itself, with an X for each action."""
    pieces: list[bytes] = []
    done = 0
    for action in _actions(text):
        pieces += [text[done : action.begin], b"X"]
        done = action.end
    return b"".join((*pieces, text[done:]))


def _line_ends(content: bytes, anew: frozenset[bytes], *, definitions: bool) -> Iterator[tuple[int, int]]:
    """The lines that may be marked, each with the offset of its end."""
    actions = list(_actions(content))
    begins = [action.begin for action in actions]
    spared = list(_spared(content, actions, definitions=definitions))
    start, plain = 0, None
    for number, raw in enumerate(content.splitlines(keepends=True), start=1):
        end = start + len(raw.rstrip(b"\r\n"))
        text = content[start:end]
        before = bisect_right(begins, start) - 1
        inside = before >= 0 and actions[before].end > start > actions[before].begin
        first = number - content.count(b"\n", actions[before].begin, start) if inside else number
        plain = _goes_on(text, content, start + len(raw), plain)
        if (
            plain is None
            and _may_be_marked(text)
            and (before := bisect_right(begins, end)) >= 0
            and not (before and actions[before - 1].end > end)
            and not _is_joined(content, end, actions[before : before + MOST_JOINED], anew)
            and not any(one.begin <= end < one.end for one in spared)
        ):
            yield first, end
        start += len(raw)


def _actions(content: bytes) -> Iterator[_Span]:
    """The actions of a template; none behind one that does not end, for Helm parses no such template."""
    at = content.find(b"{{")
    while at >= 0 and (found := _ACTION.match(content, at)):
        yield _Span(*found.span())
        at = content.find(b"{{", found.end())


def _may_be_marked(text: bytes) -> bool:
    """Not behind an action that trims what follows, nor on what is YAML's; a definition begins below."""
    return bool(text.strip()) and not (
        text.rstrip().endswith((b"-}}", b"\\")) or text.startswith((b"---", b"...")) or _DEFINED.search(text)
    )


def _goes_on(text: bytes, content: bytes, below: int, plain: int | None) -> int | None:
    """The indentation of a plain scalar's key where the scalar goes on in the next line, else None."""
    further = _FURTHER.match(content, below)
    if further is None or _YAML_LINE.match(content, below):
        return None
    if plain is None:
        found = _PLAIN.match(text)
        if found is None:
            return None
        plain = len(found["before"])
    return plain if len(further["before"]) > plain else None


def _is_joined(content: bytes, end: int, actions: list[_Span], anew: frozenset[bytes]) -> bool:
    """Whether the actions behind a line bring further text onto it, which a mark would make a comment of."""
    trimmed = False
    for action in actions:
        between = content[end : action.begin]
        if between.strip() or not (trimmed or content.startswith(b"{{-", action.begin)):
            return trimmed and bool(between.strip())
        if not _SILENT.match(content, action.begin):
            included = _INCLUDED.match(content, action.begin)
            begins_anew = included is not None and included[1] in anew
            return not begins_anew and b"nindent" not in content[action.begin : action.end]
        end = action.end
        if not content.endswith(b"-}}", action.begin, end):
            rest = content[end:].split(b"\n", 1)[0]
            if not rest.strip():
                trimmed = False
                continue
        trimmed = True
    return trimmed and not content[end : end + 200].isspace()


def _spared(content: bytes, actions: Iterable[_Span], *, definitions: bool) -> Iterator[_Span]:
    """The `define` blocks without marks: what they give may be a name or a number rather than lines."""
    opened: list[tuple[bytes, _Span]] = []
    for action in actions:
        found = _WORD.match(content, action.begin)
        word = found[1] if found else b""
        if word in _OPENS:
            opened.append((word, action))
        elif word == b"end" and opened:
            opening, begun = opened.pop()
            if opening not in _DEFINES:
                continue
            body = content[begun.end : action.begin]
            if not definitions or not _YAML_LINE.search(spelled(body)):
                yield _Span(begun.begin, action.begin)
