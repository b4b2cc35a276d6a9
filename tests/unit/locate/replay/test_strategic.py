"""Strategic merge patches on values that know where they were written."""

from __future__ import annotations

import pytest

from gate.documents import read
from gate.locate.replay.places import Place
from gate.locate.replay.strategic import merge
from gate.locate.replay.traced import Traced
from gate.model.json import JsonValue, mapping


def patched(base: str, patch: str, *, merges_lists: bool = True) -> Traced:
    """A base after a patch."""
    root = Traced(value(base), Place("base.yaml"), "the base")
    merge(root, mapping(value(patch)), Place("patch.yaml"), by="a patch", merges_lists=merges_lists)
    return root


def value(text: str) -> JsonValue:
    return read(text.encode())[0].value


@pytest.mark.parametrize(
    ("base", "patch", "result"),
    [
        ("{a: 1, b: 2}", "{b: 3, c: 4}", "{a: 1, b: 3, c: 4}"),
        ("{a: {b: 1, c: 2}}", "{a: {b: null}}", "{a: {c: 2}}"),
        ("{a: {b: 1}}", "{a: {$patch: replace, c: 2}}", "{a: {c: 2}}"),
        ("{a: {b: 1}, c: 2}", "{a: {$patch: delete}}", "{c: 2}"),
        ("{args: [a, b]}", "{args: [c]}", "{args: [c]}"),
        (
            "{env: [{name: a}, {name: b}]}",
            "{env: [{name: b, value: x}]}",
            "{env: [{name: b, value: x}, {name: a}]}",
        ),
        ("{env: [{name: a}, {name: b}]}", "{env: [{name: a, $patch: delete}]}", "{env: [{name: b}]}"),
        ("{env: [{name: a}]}", "{env: [{$patch: replace}, {name: b}]}", "{env: [{name: b}]}"),
        (
            "{ports: [{containerPort: 1, protocol: TCP}]}",
            "{ports: [{containerPort: 1, protocol: UDP}]}",
            "{ports: [{containerPort: 1, protocol: UDP}, {containerPort: 1, protocol: TCP}]}",
        ),
        ("{finalizers: [a]}", "{finalizers: [b, a]}", "{finalizers: [b, a]}"),
    ],
)
def test_the_result(base: str, patch: str, result: str) -> None:
    assert patched(base, patch).plain() == value(result)


def test_lists_of_custom_resources_are_replaced() -> None:
    found = patched("{env: [{name: a}]}", "{env: [{name: b}]}", merges_lists=False)
    assert found.plain() == {"env": [{"name": "b"}]}


def test_every_value_knows_who_wrote_it() -> None:
    root = patched("{env: [{name: a, value: x}, {name: b}]}", "{env: [{name: a, value: w}]}")
    node = root.at("/env/0/value")
    assert node is not None
    assert [(mark.place.path, mark.place.pointer, mark.value) for mark in node.marks] == [
        ("base.yaml", "/env/0/value", "x"),
        ("patch.yaml", "/env/0/value", "w"),
    ]
    kept = root.at("/env/1/name")
    assert kept is not None
    assert kept.last.place == Place("base.yaml", pointer="/env/1/name")


def test_what_was_removed_is_remembered() -> None:
    root = patched("{a: {b: 1}}", "{a: {b: null}}").at("/a")
    assert root is not None
    assert root.removed["b"].place == Place("patch.yaml", pointer="/a/b")
