"""Places in YAML that stands within a scalar."""

from __future__ import annotations

from dataclasses import dataclass

from gate.documents import line_of
from gate.locate.inline import Inline
from gate.locate.source_text import SourceText
from gate.model.finding import Finding, Location, Precision


@dataclass(frozen=True, slots=True)
class _Spot:
    """A line and column of a file. exact: whether the asked value stands there, or the scalar around it."""

    line: int
    column: int
    exact: bool


def place_inline(
    texts: SourceText, finding: Finding, inline: Inline, document: int, pointer: str
) -> Location:
    """Where a pointer of the inner document stands in the outer file.

    Exact where the inner line stands in the outer file as it is, as in a block scalar (`|`); the scalar
    itself where it is folded or escaped.
    """
    spot = _spot(texts, inline, document, pointer, at_key=finding.at_key)
    precision: Precision = "exact" if spot.exact else "file"
    return texts.quoted(finding, Location(inline.path, spot.line, spot.column, precision))


def _spot(texts: SourceText, inline: Inline, document: int, pointer: str, *, at_key: bool = False) -> _Spot:
    found = texts.inner_positions(inline, document)
    position = None if at_key else found.value(pointer)
    if position is None:
        position = found.nearest(pointer)[1]
    start = _start(texts, inline)
    inner = line_of(inline.text.encode(), position.line)
    lines = texts.lines(inline.path)
    below = lines[start.line + position.line - 1] if start.line + position.line <= len(lines) else ""
    if start.exact and inner.strip() and below.strip() == inner.strip():
        column = below.index(inner.strip()) - inner.index(inner.strip()) + position.column
        return _Spot(start.line + position.line, column, exact=True)
    beside = lines[start.line - 1] if start.line <= len(lines) else ""
    at = beside.find(inner, start.column - 1)
    if start.exact and position.line == 1 and at >= 0:
        return _Spot(start.line, at + position.column, exact=True)
    return _Spot(start.line, start.column, exact=False)


def _start(texts: SourceText, inline: Inline) -> _Spot:
    """Where the scalar itself stands."""
    if inline.outer is not None:
        return _spot(texts, inline.outer, inline.document, inline.pointer)
    outer = texts.positions(inline.path, inline.document)
    start = outer.value(inline.pointer)
    if start is not None:
        return _Spot(start.line, start.column, exact=True)
    near = outer.nearest(inline.pointer)[1]
    return _Spot(near.line, near.column, exact=False)
