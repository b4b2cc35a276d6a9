"""Marks on the lines of templates: where they may stand, and what they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.locate.helm_marking import TemplateLine, is_template, marked, unmarked


def lines_of(template: str, *, definitions: bool = False) -> list[int]:
    """The lines that a template's marks stand for."""
    marks = marked({"templates/a.yaml": template.encode()}, definitions=definitions)
    assert [one.place for one in marks.lines] == ["templates/a.yaml"] * len(marks.lines)
    return [one.line for one in marks.lines]


def test_a_mark_ends_each_line_that_says_something() -> None:
    marks = marked({"templates/a.yaml": b"a: 1\n\nb: {{ .Values.b }}\r\n"}, definitions=False)
    assert marks.contents == {"templates/a.yaml": b"a: 1 #@@0;\n\nb: {{ .Values.b }} #@@1;\r\n"}
    assert marks.lines == (TemplateLine("templates/a.yaml", 1), TemplateLine("templates/a.yaml", 3, (2,)))


@pytest.mark.parametrize(
    ("template", "lines"),
    [
        ("---\na: 1\n", [2]),
        ("a: {{ .b -}}\nc: 1\n", [2]),
        ("{{/* a\n b */}}\na: 1\n", [1, 3]),
        ('a: {{ foo\n  "}}" }}\nb: 1\n', [1, 3]),
        ("a: x\n{{- .b }}\n", [2]),
        ("a: x\n{{- if .b }}\nc: 1\n{{- end }}\n", [1, 2, 3, 4]),
        ("a: x\n{{- if .b -}}\nc: 1\n{{- end }}\n", [3, 4]),
        ("{{- range .b }}\n{{- $c := .d -}}\ne: 1\n{{- end }}\n", [3, 4]),
        ("a:\n{{- toYaml .b | nindent 2 }}\n", [1, 2]),
        ("a: some words\n  and more\n  of them\nb: 1\n", [3, 4]),
        ("a:\n  {{ .b }}\nc: 1\n", [1, 2, 3]),
        ("a: |\n  text\nb: 1\n", [1, 2, 3]),
        ("a: 1\nb: {{ unclosed\nc: 1\n", [1, 2, 3]),
    ],
)
def test_where_a_mark_may_stand(template: str, lines: list[int]) -> None:
    assert lines_of(template) == lines


NAME = '{{- define "name" -}}\n{{ .Release.Name }}\n{{- end }}\n'
LABELS = '{{- define "labels" -}}\napp: {{ include "name" . }}\n{{- end }}\n'


def test_definitions_are_marked_where_they_spell_lines_of_yaml() -> None:
    assert lines_of(NAME + LABELS) == [6]
    assert lines_of(NAME + LABELS, definitions=True) == [5, 6]


@pytest.mark.parametrize(
    ("rendered", "text", "mark"),
    [
        (b"a: 1 #@@3;", b"a: 1", 3),
        (b"a: 1 #@@3; #@@4;", b"a: 1", 3),
        (b" #@@2;a: 1 #@@3;", b"a: 1", 3),
        (b"a: '#@@x'", b"a: '#@@x'", None),
        (b" #@@2;", b"", 2),
    ],
)
def test_marks_come_off(rendered: bytes, text: bytes, mark: int | None) -> None:
    assert unmarked(rendered) == (text, mark)


@given(st.text(alphabet="ab:{}-/*\"'` \n|>#", max_size=80), st.booleans())
def test_marks_change_nothing_else(template: str, definitions: bool) -> None:
    content = template.encode()
    marks = marked({"templates/a": content}, definitions=definitions)
    text = marks.contents["templates/a"]
    for number in range(len(marks.lines)):
        text = text.replace(b" #@@%d;" % number, b"", 1)
    assert text == content


def test_what_is_a_template() -> None:
    assert is_template("templates/a.yaml")
    assert is_template("charts/b/templates/c/_d.tpl")
    assert not is_template("templates/NOTES.txt")
    assert not is_template("crds/a.yaml")
