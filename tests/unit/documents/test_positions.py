"""Positions of values and keys, by JSON pointer."""

from __future__ import annotations

import pytest

from gate.documents import Position, positions

TEXT = b"""\
# first
a: 1
---
kind: Role
"on": &x
  - name: one   # here
    verbs: ["get", *y-z]
  -
    name: two
rest: *x
""".replace(b", *y-z", b", list")


@pytest.mark.parametrize(
    ("pointer", "key", "value"),
    [
        ("", (4, 1), (4, 1)),
        ("/kind", (4, 1), (4, 7)),
        ("/on", (5, 1), (5, 7)),
        ("/on/0", (6, 5), (6, 5)),
        ("/on/0/name", (6, 5), (6, 11)),
        ("/on/0/verbs/1", (7, 20), (7, 20)),
        ("/on/1", (9, 5), (9, 5)),
        ("/on/1/name", (9, 5), (9, 11)),
        ("/rest", (10, 1), (10, 7)),
        ("/rest/1/name", (9, 5), (9, 11)),
    ],
)
def test_keys_and_values_stand_where_their_first_token_stands(
    pointer: str, key: tuple[int, int], value: tuple[int, int]
) -> None:
    places = positions(TEXT, 1)
    assert places.key(pointer) == Position(*key)
    assert places.value(pointer) == Position(*value)


@pytest.mark.parametrize(
    "pointer", ["/nothing", "/on/2", "/on/-1", "/on/x", "/kind/x", "/on/0/name/0", "/on/²"]
)
def test_what_is_not_there_has_no_place(pointer: str) -> None:
    places = positions(TEXT, 1)
    assert places.key(pointer) is None
    assert places.value(pointer) is None


def test_the_nearest_value_that_is_there() -> None:
    places = positions(TEXT, 1)
    assert places.nearest("/on/0/resources/0") == ("/on/0", Position(6, 5))
    assert places.nearest("/kind") == ("/kind", Position(4, 1))
    assert places.nearest("/metadata/name") == ("", Position(4, 1))
    assert positions(TEXT, 0).nearest("/b") == ("", Position(2, 1))


def test_merged_keys_stand_where_they_are_written() -> None:
    places = positions(b"a: &a {x: 1, z: 2}\nb:\n  <<: *a\n  z: 3\n", 0)
    assert places.value("/b/x") == Position(1, 11)
    assert places.value("/b/z") == Position(4, 6)


def test_the_last_of_two_equal_keys_counts() -> None:
    assert positions(b"a: 1\na: 2\n", 0).value("/a") == Position(2, 4)


def test_integer_and_escaped_keys() -> None:
    places = positions(b"80: a\nx/y~z: b\nyes: c\n", 0)
    assert places.value("/80") == Position(1, 5)
    assert places.value("/x~1y~0z") == Position(2, 8)
    assert places.value("/true") == Position(3, 6)


def test_columns_count_characters_and_lines_line_feeds() -> None:
    places = positions("é: 'ü\x85\u2028\U0001f600'\r\nb: [x, 😀, y]\r\n".encode(), 0)
    assert places.value("/b/2") == Position(2, 11)


def test_json_and_concatenated_json() -> None:
    text = b'{\n\t"a": {"\\ud83d\\ude00": [1, "x", {}]}}  {"b": [{"c": null}]}\n'
    assert positions(text, 0).value("/a/😀/2") == Position(2, 33)
    assert positions(text, 0).key("/a/😀") == Position(2, 8)
    assert positions(text, 1).value("/b/0/c") == Position(2, 53)
    assert positions(text, 1).nearest("") == ("", Position(2, 40))


@pytest.mark.parametrize("text", [b"a: [\n", b"a: \xff\n", b"", b"# c\n", b'{"a": ]}'])
def test_broken_and_empty_documents_have_only_a_start(text: bytes) -> None:
    places = positions(text, 0)
    assert places.value("") is None
    assert places.key("/a") is None
    assert places.nearest("/a")[0] == ""


def test_a_document_that_is_not_there() -> None:
    assert positions(b"a: 1", 7).nearest("/a") == ("", Position(1, 1))
