"""What the gate reads in a text against what a real API server read there (tests/oracle/reading)."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from gate.documents import lines_of, read
from gate.model.json import JsonObject, mapping
from gate.validate import catalogue
from tests.oracle.corpus import HALVES, RATCHET
from tests.oracle.reading.corpus import DEFINITION, Reading, readings
from tests.oracle.reading.texts import HEAD
from tests.unit.validate.resources import judged

VERSION = catalogue(("1.34",), (DEFINITION,))
READING = "Reading"


def difference(reading: Reading) -> str:
    """In words what the gate makes of the text that the server does not; "" when it is the same."""
    documents = read(reading.text.encode())
    faults = [fault.message for document in documents for fault in document.faults]
    body = mapping(documents[0].value) if documents else {}
    errors = faults or errors_of(body)
    if reading.refused or errors:
        return "" if reading.refused and errors else f"refused: {reading.refused!r}, the gate: {errors}"
    if body.get("kind") != READING:
        return ""  # the server returns it with its defaults
    value, read_there = as_held(body.get("spec")), as_held(reading.read.get("spec"))
    return "" if value == read_there else f"{read_there!r}, not {value!r}"


def errors_of(body: JsonObject) -> list[str]:
    return [message for rule, _, message in judged(body, VERSION) if rule != "schema/deprecated-api"]


def as_held(value: Any) -> Any:
    """With the types, so that 1 is not true; a number is a 64-bit integer or a float, whole ones alike."""
    if isinstance(value, dict):
        return {key: as_held(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_held(part) for part in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        fits = float(value).is_integer() and -(2**63) <= value < 2**63
        return "number", int(value) if fits else float(value)
    return type(value).__name__, value


@cache
def differences(half: str) -> tuple[dict[str, str], int]:
    """By text, and the number of texts of the half."""
    texts = [reading for reading in readings() if reading.half == half]
    return {one.text: told for one in texts if (told := difference(one))}, len(texts)


def test_there_are_texts_of_both_kinds() -> None:
    refused = [bool(reading.refused) for reading in readings()]
    assert min(refused.count(True), refused.count(False)) >= 500


@pytest.mark.parametrize("half", HALVES)
def test_as_much_is_read_as_the_server_reads_it_as_ever(half: str) -> None:
    """Of the held-out half only the number is told: whoever mends the reader must not see which they are."""
    told, number = differences(half)
    held = json.loads(RATCHET.read_text())["reading"][half]["same"]
    assert 1 - len(told) / number >= held, told if half == "tuned" else len(told)


def test_what_is_wrong_is_told_at_a_place_of_the_text() -> None:
    for reading in readings():
        lines = lines_of(reading.text.encode())
        for fault in (fault for document in read(reading.text.encode()) for fault in document.faults):
            assert 1 <= fault.line <= len(lines), reading.text
            assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1, reading.text


def test_what_is_wrong_is_never_told_behind_the_place_where_the_server_gives_up() -> None:
    """The server counts lines from 0 or from 1, and tells of what is never closed where the text ends."""
    for reading in readings():
        given_up = re.search(r"yaml: line (\d+)", reading.refused)
        faults = [fault for document in read(reading.text.encode()) for fault in document.faults]
        if given_up and faults:
            assert faults[0].line <= int(given_up[1]) + 1, reading.text


@pytest.mark.parametrize(
    ("spec", "line", "column"),
    [
        ("spec:\n  a: ,b\n", 5, 6),
        ("spec: {a: b: c}\n", 4, 12),
        ("spec: [a, , b]\n", 4, 11),
        ("spec:\n  a: one\n  two\n", 6, 3),
        ("spec:\n  a: 'b\n  c: d\n", 5, 6),
        ("spec:\n  a: 1\n  b: 2\n  a: 3\n", 7, 3),
        ("spec:\n  - a: 1\n   b: 2\n", 6, 4),
        ("spec:\n  a: !!int b\n", 5, 6),
        ("spec:\n  a: *b\n", 5, 6),
        ("spec:\n  ? [a]\n  : b\n", 5, 5),
        ("spec:\n\ta: 1\n", 5, 1),
    ],
)
def test_what_is_wrong_is_told_at_the_offending_token(spec: str, line: int, column: int) -> None:
    (document,) = read((HEAD + spec).encode())
    assert [(fault.line, fault.column) for fault in document.faults] == [(line, column)]
