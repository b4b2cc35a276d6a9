"""Places in YAML within a scalar."""

from __future__ import annotations

import pytest

from gate.documents import read
from gate.locate.inline import Inline
from gate.locate.inline_places import place_inline
from gate.locate.source_text import SourceText
from gate.model.finding import Finding, Location
from gate.model.json import text, value_at
from gate.system.files import MemoryTree

FINDING = Finding("images/digest", "error", "m")


def place(outer: str, pointer: str, *, at_key: bool = False) -> Location:
    """The place of a pointer into the text of `/p/0`."""
    content = read(outer.encode())[0].value
    inline = Inline("k.yaml", 0, "/p/0", text(value_at(content, "/p/0")))
    finding = Finding("images/digest", "error", "m", at_key=at_key)
    return place_inline(SourceText(MemoryTree({"k.yaml": outer.encode()})), finding, inline, 0, pointer)


@pytest.mark.parametrize(
    ("outer", "pointer", "line", "column", "precision"),
    [
        ("p:\n- |\n  a: 1\n  b:\n    c: d\n", "/b/c", 5, 8, "exact"),
        ("p:\n- |-  # why\n  a: 1\n", "/a", 3, 6, "exact"),
        ("p:\n- |+2\n    a: 1\n\n", "/a", 3, 8, "exact"),
        ("p:\n- |\n\n  # a comment\n  a: 1\n", "/a", 5, 6, "exact"),
        ("p:\n- |\n    a:\n      - b\n      - c\n", "/a/1", 5, 9, "exact"),
        ("p: ['{a: 1, b: 2}']\n", "/b", 1, 16, "exact"),
        ('p: ["{a: 1, b: 2}"]\n', "/b", 1, 16, "exact"),
        ('p: ["{\\"a\\": 1}"]\n', "/a", 1, 5, "file"),
        ("p:\n- >\n  {a: 1,\n  b: 2}\n", "/b", 2, 3, "file"),
        ('p:\n- "a: 1\\nb: 2"\n', "/b", 2, 3, "file"),
        ("p:\n- |\n  a: 1\n", "/x", 3, 3, "exact"),
        ("p:\n- |\n  é: {ü: 1}\n", "/é/ü", 3, 10, "exact"),
    ],
)
def test_the_place(outer: str, pointer: str, line: int, column: int, precision: str) -> None:
    found = place(outer, pointer)
    assert (found.path, found.line, found.column, found.precision) == ("k.yaml", line, column, precision)


def test_a_key() -> None:
    found = place("p:\n- |\n  a:\n    b: 1\n", "/a/b", at_key=True)
    assert (found.line, found.column) == (4, 5)
