"""Places in YAML that stands within a scalar."""

from __future__ import annotations

from gate.documents import positions
from gate.locate.inline import Inline
from gate.locate.source_text import SourceText
from gate.model.finding import Finding, Location


def place_inline(
    texts: SourceText, finding: Finding, inline: Inline, document: int, pointer: str
) -> Location:
    """Where a pointer of the inner document stands in the outer file.

    Exact where the inner line stands in the outer file as it is, as in a block scalar (`|`); the scalar
    itself where it is folded or escaped.
    """
    found = positions(inline.text.encode(), document)
    position = None if finding.at_key else found.value(pointer)
    if position is None:
        position = found.nearest(pointer)[1]
    outer = texts.positions(inline.path, inline.document)
    start = outer.value(inline.pointer) or outer.nearest(inline.pointer)[1]
    inner = inline.text.splitlines()[position.line - 1] if inline.text else ""
    lines = texts.text(inline.path).decode("utf-8", errors="replace").splitlines()
    below = lines[start.line + position.line - 1] if start.line + position.line <= len(lines) else ""
    if inner.strip() and below.strip() == inner.strip():
        column = below.index(inner.strip()) - inner.index(inner.strip()) + position.column
        return texts.quoted(finding, Location(inline.path, start.line + position.line, column))
    beside = lines[start.line - 1]
    if position.line == 1 and inner in beside:
        column = beside.index(inner, start.column - 1) + position.column
        return texts.quoted(finding, Location(inline.path, start.line, column))
    return texts.quoted(finding, Location(inline.path, start.line, start.column, "file"))
