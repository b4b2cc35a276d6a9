"""What Helm rendered, document by document, and which line of a template each of its lines comes from."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from gate.locate.helm_marking import TemplateLine, unmarked

_SEPARATOR = re.compile(rb"^---(?=[ \t\r\n]|$)", re.MULTILINE)
_SOURCE = re.compile(rb"---[ \t]*\r?\n# Source: ([^\r\n]+)")
_KEY = re.compile(rb"[ \t-]*[^\s:#]+:")
# Beyond this, lines that moved are not looked for.
_LONGEST_COMPARED = 3_000


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """One document of Helm's output. place: the path in the chart of the file that gave it."""

    place: str
    text: bytes

    @property
    def lines(self) -> tuple[bytes, ...]:
        return tuple(self.text.split(b"\n"))


def documents_of(output: bytes) -> tuple[RenderedDocument, ...]:
    """The documents that say anything, in their order; comments alone say nothing."""
    return tuple(one for one in _documents(output) if _says_anything(one))


def _documents(output: bytes) -> Iterator[RenderedDocument]:
    starts = [found.start() for found in _SEPARATOR.finditer(output)]
    place = ""
    for start, end in zip(starts, [*starts[1:], len(output)], strict=True):
        text = output[start:end]
        if source := _SOURCE.match(text):
            # `<chart name>/templates/x.yaml`
            place = source[1].decode("utf-8", "replace").strip().partition("/")[2]
        yield RenderedDocument(place, text)


def _says_anything(document: RenderedDocument) -> bool:
    lines = (unmarked(line)[0].strip() for line in document.lines)
    return any(line and not line.startswith((b"#", b"---")) for line in lines)


def line_map(plain: RenderedDocument, marks: RenderedDocument, lines: tuple[TemplateLine, ...]) -> LineMap:
    """The template's line of each line of a document. marks: the same document rendered with marks."""
    ours = [(number, line.rstrip()) for number, line in enumerate(plain.lines) if line.strip()]
    theirs = [(text.rstrip(), mark) for text, mark in map(unmarked, marks.lines) if text.strip()]
    following = _following([mark for _, mark in _with_bare(marks)])
    texts = [text for text, _ in theirs]
    found: dict[int, MappedLine] = {}
    for mine, other in _pairs([line for _, line in ours], texts):
        mark = theirs[other][1]
        index = mark if mark is not None else following[other]
        if index is not None and index < len(lines):
            found[ours[mine][0]] = MappedLine(lines[index], own=mark is not None)
    return found


@dataclass(frozen=True, slots=True)
class MappedLine:
    """The line of a template. own: it spells the rendered line; else it includes what does."""

    at: TemplateLine
    own: bool


LineMap = Mapping[int, MappedLine]
"""By the index of the rendered line in its document."""


def _with_bare(marks: RenderedDocument) -> list[tuple[bytes, int | None]]:
    """The lines that say something, each with its mark; a mark on a line of its own ends the line above."""
    found: list[tuple[bytes, int | None]] = []
    for text, mark in map(unmarked, marks.lines):
        if text.strip():
            found.append((text, mark))
        elif mark is not None and found and found[-1][1] is None:
            found[-1] = (found[-1][0], mark)
    return found


def _following(marks: list[int | None]) -> list[int | None]:
    """For each line the next mark at or below it: what is included ends where the including line does."""
    following: list[int | None] = []
    last: int | None = None
    for mark in reversed(marks):
        last = mark if mark is not None else last
        following.append(last)
    return following[::-1]


def _pairs(ours: list[bytes], theirs: list[bytes]) -> Iterator[tuple[int, int]]:
    """The lines that are the same; a value may differ (a checksum, a random name), its key may not."""
    if len(ours) == len(theirs):
        yield from ((i, i) for i in range(len(ours)) if _alike(ours[i], theirs[i]))
    elif max(len(ours), len(theirs)) <= _LONGEST_COMPARED:
        matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
        for block in matcher.get_matching_blocks():
            yield from ((block.a + i, block.b + i) for i in range(block.size))


def _alike(ours: bytes, theirs: bytes) -> bool:
    key = _KEY.match(ours)
    return ours == theirs or (key is not None and theirs.startswith(key[0]))


def spelled_lines(document: RenderedDocument, place: str, template: bytes) -> LineMap:
    """The lines that a template spells as they are rendered: those that both have once, and what is between
    two of them where it is the same in both.
    """
    ours = [(index, line.strip()) for index, line in enumerate(document.lines) if line.strip()]
    theirs = [
        (number, line.strip()) for number, line in enumerate(template.split(b"\n"), start=1) if line.strip()
    ]
    single, once = _single(ours), _single(theirs)
    anchors = [(single[text], once[text]) for text in single if text in once]
    pairs = dict(anchors)
    for (a, b), (c, d) in pairwise(sorted(anchors)):
        between = [line for _, line in ours[a:c]]
        if between == [line for _, line in theirs[b:d]]:
            pairs.update(zip(range(a, c), range(b, d), strict=True))
    return {
        ours[mine][0]: MappedLine(TemplateLine(place, theirs[other][0]), own=True)
        for mine, other in pairs.items()
    }


def _single(lines: list[tuple[int, bytes]]) -> dict[bytes, int]:
    """The position of each line that is there once."""
    times = Counter(text for _, text in lines)
    return {text: position for position, (_, text) in enumerate(lines) if times[text] == 1}
