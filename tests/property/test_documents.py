"""What holds for every text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import orjson
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.documents import positions, read
from gate.model.json import pointer_of

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False, width=32)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
FRAGMENTS = st.sampled_from(
    [
        "a",
        "b: ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        "&x ",
        "*x",
        "<<: ",
        "!!int ",
        "!t ",
        '"',
        "'",
        "# c",
        "? ",
        "yes",
        "1_0",
        ".inf",
        "%",
        "é",
        "\t",
        "\ufeff",
        "\x85",
        "\\u00e9",
        "\n",
        "\n  ",
        ">\n  ",
        "---\n",
        "--- x\n",
        "...\n",
        "\r\n",
    ]
)


def pointers(value: Any, tokens: tuple[str | int, ...] = ()) -> Iterator[tuple[str, Any]]:
    yield pointer_of(tokens), value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for token, part in parts:
        yield from pointers(part, (*tokens, token))


def as_numbers(value: Any) -> Any:
    """Whole floats are integers to Kubernetes."""
    if isinstance(value, dict):
        return {key: as_numbers(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_numbers(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**63 else value


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4))
def test_json_and_yaml_give_back_what_was_written(value: dict[str, Any]) -> None:
    (as_json,) = read(json.dumps(value).encode())
    assert as_json.value == value
    flow = yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, default_style='"')
    (as_yaml,) = read(flow.encode())
    assert as_yaml.value == [as_numbers(value)]


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4), st.booleans())
def test_every_value_has_a_place_and_scalars_stand_there(value: dict[str, Any], indent: bool) -> None:
    text = json.dumps(value, indent=2 if indent else None, ensure_ascii=False)
    places = positions(text.encode(), 0)
    lines = text.split("\n")
    for pointer, part in pointers(value):
        place = places.value(pointer)
        assert place is not None
        rest = lines[place.line - 1][place.column - 1 :]
        start = (
            "{"
            if isinstance(part, dict)
            else "["
            if isinstance(part, list)
            else json.dumps(part, ensure_ascii=False)
        )
        assert rest.startswith(start)


@settings(max_examples=300)
@given(st.lists(FRAGMENTS, max_size=25).map("".join) | st.text(max_size=40))
def test_any_text_gives_documents_that_can_be_written_and_placed(text: str) -> None:
    data = text.encode("utf-8", "replace")
    lines = data.count(b"\n") + 1
    for document in read(data):
        assert document.broken is (document.broken and document.value is None and bool(document.faults))
        assert all(1 <= fault.line <= lines and fault.column >= 1 for fault in document.faults)
        assert orjson.loads(orjson.dumps(document.value)) == document.value
        places = positions(data, document.index)
        if not document.broken:
            assert places.nearest("")[1].line == document.line
            assert all(places.value(pointer) for pointer, _ in pointers(document.value))


@given(st.binary(max_size=60))
def test_any_bytes_are_read(data: bytes) -> None:
    for document in read(data):
        assert document.broken == (document.value is None and bool(document.faults)) or not document.broken


@given(
    st.lists(
        st.sampled_from(["a: 1\n", "a: [\n", "a: \ta: b: c\n", "b: {c: 2}\n", "# c\n", ""]),
        min_size=1,
        max_size=6,
    )
)
def test_documents_are_read_as_if_alone(parts: list[str]) -> None:
    together = read("---\n".join(["", *parts]).encode())
    alone = {index: documents[0] for index, part in enumerate(parts) if (documents := read(part.encode()))}
    assert {document.index: (document.value, document.broken) for document in together} == {
        index: (document.value, document.broken) for index, document in alone.items()
    }
