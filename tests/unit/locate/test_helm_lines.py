"""Lines of Helm's output, and the template's lines that they come from."""

from __future__ import annotations

from gate.locate.helm_lines import RenderedDocument, documents_of, line_map, spelled_lines
from gate.locate.helm_marking import TemplateLine

LINES = tuple(TemplateLine("templates/a.yaml", number) for number in range(1, 9))


def numbers(plain: bytes, marks: bytes) -> dict[int, int]:
    ours, theirs = (RenderedDocument("templates/a.yaml", text) for text in (plain, marks))
    return {line: mapped.at.line for line, mapped in line_map(ours, theirs, LINES).items()}


def test_documents_and_where_they_come_from() -> None:
    output = (
        b"---\n# Source: shop/crds/a.yaml\na: 1\n---\nb: 1\n---\n# Source: shop/templates/c.yaml\n# none\n"
    )
    assert [(one.place, one.text) for one in documents_of(output)] == [
        ("crds/a.yaml", b"---\n# Source: shop/crds/a.yaml\na: 1\n"),
        ("crds/a.yaml", b"---\nb: 1\n"),
    ]


def test_a_line_has_its_own_mark() -> None:
    assert numbers(b"a: 1\n\nb: 2\n", b"a: 1 #@@0;\n #@@1;\nb: 2 #@@2;\n") == {0: 1, 2: 3}


def test_what_is_included_belongs_to_the_mark_behind_it() -> None:
    assert numbers(b"a:\n  b: 1\n  c: 2\nd: 3", b"a: #@@0;\n  b: 1\n  c: 2 #@@1;\nd: 3 #@@2;") == {
        0: 1,
        1: 2,
        2: 2,
        3: 3,
    }


def test_a_checksum_may_differ_and_another_line_may_not() -> None:
    assert numbers(b"sum: abc\nb: 1", b"sum: def #@@0;\nc: 1 #@@1;") == {0: 1}


def test_lines_that_are_missing_are_passed_over() -> None:
    assert numbers(b"a: 1\nb: 2\nc: 3", b"a: 1 #@@0;\nc: 3 #@@2;") == {0: 1, 2: 3}


def test_without_marks_what_is_there_once_and_what_lies_between() -> None:
    document = RenderedDocument("templates/a.yaml", b"---\nkind: A\n- x: 1\n- x: 1\nlast: 1\nvalue: 7\n")
    template = b"{{ if .a }}\nkind: A\n- x: 1\n- x: 1\nlast: 1\nvalue: {{ .b }}\n- x: 1\n"
    found = spelled_lines(document, "templates/a.yaml", template)
    assert {line: mapped.at.line for line, mapped in found.items()} == {1: 2, 2: 3, 3: 4, 4: 5}
