"""Text -> chunks, one a document, split at `---` lines before anything is parsed, as Kubernetes does.

https://github.com/kubernetes/apimachinery/blob/v0.34.0/pkg/util/yaml/decoder.go (`YAMLReader`)
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from gate.documents import jsontext
from gate.documents.faults import UnreadableError

_SEPARATOR = re.compile(rb"^---([^\n]*)(?:\n|\Z)", re.MULTILINE)
_CONTENT = re.compile(r"^(?!---[ \t\r]*(?:#|$))[ \t]*(?=[^\s#])", re.MULTILINE)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Place(NamedTuple):
    """Line and column in the whole text, from 1, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """The text of one document. first_line: the line of the whole text where it starts, from 1.

    fault: why it cannot be parsed at all (encoding, a separator with text behind it).
    """

    index: int
    text: str
    first_line: int
    first_column: int = 1
    fault: UnreadableError | None = None

    def place(self, offset: int) -> Place:
        """The line and column of an offset of the text; a line ends with a line feed."""
        before = self.text.count("\n", 0, offset)
        start = self.text.rfind("\n", 0, offset) + 1
        return Place(self.first_line + before, offset - start + (self.first_column if before == 0 else 1))

    def content(self) -> int | None:
        """The offset of the first token that is no comment and no separator; None when there is none."""
        found = _CONTENT.search(self.text)
        return found.end() if found else None


class Ruler:
    """Lines and columns of many offsets of one chunk."""

    def __init__(self, chunk: Chunk) -> None:
        self._chunk = chunk
        self._starts = [0, *(found.end() for found in re.finditer("\n", chunk.text))]

    def place(self, offset: int) -> Place:
        """As Chunk.place, without counting anew."""
        row = bisect_right(self._starts, offset) - 1
        shift = self._chunk.first_column if row == 0 else 1
        return Place(self._chunk.first_line + row, offset - self._starts[row] + shift)


def split(text: bytes) -> Iterator[Chunk]:
    """Every chunk between `---` lines, empty ones too; nothing before a `---` that opens the text.

    Concatenated JSON objects are a chunk each.
    """
    index = 0
    for data, line, fault in _pieces(_utf_8(text)):
        for chunk in _chunks(data, index, line, fault):
            yield chunk
            index = chunk.index + 1


def line_of(text: bytes, line: int) -> str:
    """One of the lines of the text, "" when there is no such line."""
    lines = lines_of(text)
    return lines[line - 1] if 0 < line <= len(lines) else ""


def lines_of(text: bytes) -> tuple[str, ...]:
    """The lines that positions count, without their ends; broken UTF-8 replaced."""
    return tuple(line.removesuffix("\r") for line in _utf_8(text).decode("utf-8", "replace").split("\n"))


def _utf_8(text: bytes) -> bytes:
    """The text in UTF-8 without byte order mark; UTF-16 is known by its mark, as go-yaml knows it."""
    if text.startswith(_UTF_16):
        return text.decode("utf-16", "replace").encode()
    return text.removeprefix(codecs.BOM_UTF8)


def _pieces(text: bytes) -> Iterator[tuple[bytes, int, UnreadableError | None]]:
    """Pieces between separators with the line where each starts, and what is wrong with its separator."""
    start, line, fault = 0, 1, None
    for separator in _SEPARATOR.finditer(text):
        if separator.start() > 0:
            yield text[start : separator.start()], line, fault
            line += text.count(b"\n", start, separator.start())
        behind = separator[1].strip()
        if behind and not behind.startswith(b"#"):
            fault = UnreadableError("syntax", "only a comment may stand behind `---` on its line", 0)
            start = separator.start()
        else:
            fault = None
            start = separator.end()
            line += 1
    yield text[start:], line, fault


def _chunks(data: bytes, index: int, line: int, fault: UnreadableError | None) -> Iterator[Chunk]:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        offset = len(data[: error.start].decode())
        fault = fault or UnreadableError(
            "encoding", f"the byte 0x{data[error.start]:02X} is no UTF-8", offset
        )
    if fault is not None or not jsontext.looks_like_json(text):
        yield Chunk(index, text, line, fault=fault)
        return
    whole = Chunk(index, text, line)
    for start, end in jsontext.objects(text):
        place = whole.place(start)
        yield Chunk(index, text[start:end], place.line, place.column)
        index += 1
