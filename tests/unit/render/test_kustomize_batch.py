"""Cutting one output into those of its roots, and taking a batch apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.render.kustomize_batch import cut, taken_apart

TOKEN = "0123456789abcdef"
CONFLICT = "may not add resource with an already registered id: ConfigMap.v1.[noGrp]/a.[noNs]"
OBJECT = b"kind: A\nmetadata:\n  name: a\n"


def marker(index: int | str, token: str = TOKEN) -> bytes:
    return f"apiVersion: gate.invalid/v1\nkind: Marker\nmetadata:\n  name: {token}-{index}\n".encode()


def joined(*documents: bytes) -> bytes:
    return b"---\n".join(documents)


@given(
    st.lists(st.lists(st.text("ab\n-: '|", min_size=1).map(str.encode), max_size=3), min_size=1, max_size=4)
)
def test_each_root_gets_what_stands_behind_its_marker(content: list[list[bytes]]) -> None:
    """Text in a manifest is indented: a line of three dashes alone ends a document."""
    pieces = [[b"data: |\n  " + text.replace(b"\n", b"\n  ") + b"\n" for text in texts] for texts in content]
    documents = [one for index, piece in enumerate(pieces) for one in (marker(index), *piece)]
    assert cut(joined(*documents), TOKEN, len(pieces)) == [joined(*piece) for piece in pieces]


@pytest.mark.parametrize(
    "documents",
    [
        (),
        (OBJECT, marker(0), marker(1)),
        (marker(0),),
        (marker(1), marker(0)),
        (marker(0), marker(0), marker(1)),
        (marker(0), marker(1), marker(2)),
        (marker(0), marker("x"), OBJECT),
        (marker(0), OBJECT + marker(1)),
        (marker(0) + marker(1), OBJECT),
    ],
    ids=["none", "before", "too few", "order", "twice", "too many", "no number", "glued", "two in one"],
)
def test_output_without_each_marker_once_and_in_order_is_not_cut(documents: tuple[bytes, ...]) -> None:
    assert cut(joined(*documents), TOKEN, 2) is None


def test_a_marker_of_another_token_is_an_object_like_any_other() -> None:
    foreign = marker(1, "f" * 32)
    assert cut(joined(marker(0), foreign, marker(1)), TOKEN, 2) == [foreign, b""]


@pytest.mark.parametrize(
    ("words", "groups"),
    [
        (f"accumulating resources from '{TOKEN}-2': boom", ["ab", "c", "de"]),
        (f"accumulating resources from '{TOKEN}-0': boom", ["a", "bcde"]),
        (f"accumulating resources from '{TOKEN}-4': boom", ["abcd", "e"]),
        (f"accumulating resources from '{TOKEN}-2': {CONFLICT}", ["ab", "cde"]),
        (f"accumulating resources from '{TOKEN}-0': {CONFLICT}", ["a", "bcde"]),
        (CONFLICT, ["ab", "cde"]),
        (f"from '{TOKEN}-77': boom", ["ab", "cde"]),
        ("boom", ["ab", "cde"]),
        ("", ["ab", "cde"]),
    ],
)
def test_a_batch_is_taken_apart_around_the_root_that_is_named(words: str, groups: list[str]) -> None:
    assert ["".join(group) for group in taken_apart(tuple("abcde"), words.encode(), TOKEN)] == groups


@given(
    st.integers(2, 30), st.binary() | st.integers(0, 40).map(lambda at: f"from '{TOKEN}-{at}': x".encode())
)
def test_taken_apart_every_root_is_in_one_smaller_group(count: int, words: bytes) -> None:
    roots = tuple(range(count))
    groups = taken_apart(roots, words, TOKEN)
    assert sorted(root for group in groups for root in group) == list(roots)
    assert all(0 < len(group) < count for group in groups)
