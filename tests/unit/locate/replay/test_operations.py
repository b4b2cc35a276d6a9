"""JSON patches on values that know where they were written."""

from __future__ import annotations

import pytest

from gate.documents import read
from gate.locate.replay.operations import operate
from gate.locate.replay.places import Place
from gate.locate.replay.traced import Traced
from gate.model.json import JsonValue


def operated(base: str, operations: str) -> Traced:
    root = Traced(value(base), Place("base.yaml"), "the base")
    operate(root, value(operations), Place("patch.yaml"))
    return root


def value(text: str) -> JsonValue:
    return read(text.encode())[0].value


@pytest.mark.parametrize(
    ("operations", "result", "pointer", "written"),
    [
        ("[{op: add, path: /l/-, value: z}]", "{a: 1, l: [x, w, z]}", "/l/2", ("patch.yaml", "/0/value")),
        ("[{op: add, path: /l/0, value: z}]", "{a: 1, l: [z, x, w]}", "/l/1", ("base.yaml", "/l/0")),
        ("[{op: replace, path: /a, value: 2}]", "{a: 2, l: [x, w]}", "/a", ("patch.yaml", "/0/value")),
        ("[{op: remove, path: /l/0}]", "{a: 1, l: [w]}", "/l/0", ("base.yaml", "/l/1")),
        ("[{op: move, from: /a, path: /b}]", "{b: 1, l: [x, w]}", "/b", ("base.yaml", "/a")),
        ("[{op: copy, from: /l, path: /m}]", "{a: 1, l: [x, w], m: [x, w]}", "/m/1", ("base.yaml", "/l/1")),
        ("[{op: test, path: /a, value: 1}]", "{a: 1, l: [x, w]}", "/a", ("base.yaml", "/a")),
        (
            "[{op: add, path: /b~1c, value: {d: 1}}]",
            "{a: 1, l: [x, w], b/c: {d: 1}}",
            "/b~1c/d",
            ("patch.yaml", "/0/value/d"),
        ),
    ],
)
def test_the_result(operations: str, result: str, pointer: str, written: tuple[str, str]) -> None:
    root = operated("{a: 1, l: [x, w]}", operations)
    assert root.plain() == value(result)
    node = root.at(pointer)
    assert node is not None
    assert (node.last.place.path, node.last.place.pointer) == written


@pytest.mark.parametrize(
    "operations",
    [
        "x",
        "[1]",
        "[{}]",
        "[{op: add}]",
        "[{op: add, path: /x/y, value: 1}]",
        "[{op: remove, path: /l/9}]",
        "[{op: remove, path: /l/x}]",
    ],
)
def test_what_does_not_fit_changes_nothing(operations: str) -> None:
    assert operated("{a: 1, l: [x, w]}", operations).plain() == {"a": 1, "l": ["x", "w"]}
