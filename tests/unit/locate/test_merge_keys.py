"""Items of lists that stand for each other, whatever their order."""

from __future__ import annotations

import copy
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gate.locate.merge_keys import by_merge_keys, merge_key, same_item, translate
from gate.model.json import JsonObject, JsonValue, pointer_of, value_at

names = st.text(alphabet="ab/~=- ", min_size=1, max_size=4)
scalars: st.SearchStrategy[JsonValue] = st.one_of(names, st.integers(0, 3), st.booleans(), st.none())


def extended(children: st.SearchStrategy[JsonValue]) -> st.SearchStrategy[JsonValue]:
    return st.one_of(
        st.lists(children, max_size=3),
        st.dictionaries(
            st.one_of(names, st.sampled_from(["name", "key", "containerPort"])), children, max_size=3
        ),
    )


values: st.SearchStrategy[JsonValue] = st.recursive(scalars, extended, max_leaves=12)
objects = st.dictionaries(names, values, max_size=3)
# A list as the API server takes it: no two items with the same merge key.
named_items = st.lists(st.tuples(names, objects), min_size=1, max_size=4, unique_by=lambda pair: pair[0])


def pointers(value: JsonValue, tokens: tuple[str | int, ...] = ()) -> list[str]:
    """Every pointer into a value."""
    below: list[str] = []
    if isinstance(value, dict):
        below = [found for key, one in value.items() for found in pointers(one, (*tokens, key))]
    elif isinstance(value, list):
        below = [found for index, one in enumerate(value) for found in pointers(one, (*tokens, index))]
    return [pointer_of(tokens), *below]


def test_one_port_for_two_protocols_is_told_apart() -> None:
    ports: JsonObject = {"ports": [{"containerPort": 53}, {"containerPort": 53, "protocol": "UDP"}]}
    assert translate("/ports/1/protocol", ports, ports) == ("/ports/1/protocol", True)


@settings(deadline=None)
@given(objects)
@example({"=": [{"containerPort": 1}, {"=": None, "containerPort": 1}]})
def test_translating_into_itself_finds_an_equal_value(value: JsonObject) -> None:
    for pointer in pointers(value):
        there, whole = translate(pointer, value, value)
        assert whole
        assert there.count("/") == pointer.count("/")


@settings(deadline=None)
@given(named_items)
def test_translating_named_items_into_themselves_is_identity(items: list[tuple[str, JsonObject]]) -> None:
    body: JsonObject = {"items": [{**rest, "name": name} for name, rest in items]}
    for index in range(len(items)):
        for pointer in (f"/items/{index}", f"/items/{index}/name"):
            assert translate(pointer, body, body) == (pointer, True)


@settings(deadline=None)
@given(named_items, st.randoms(use_true_random=False))
def test_reordering_changes_neither_key_nor_translation(
    items: list[tuple[str, JsonObject]], shuffle: random.Random
) -> None:
    listed: list[JsonValue] = [{**rest, "name": name} for name, rest in items]
    shuffled = copy.deepcopy(listed)
    shuffle.shuffle(shuffled)
    one: JsonObject = {"items": listed}
    other: JsonObject = {"items": shuffled}
    for index, item in enumerate(listed):
        pointer = f"/items/{index}/name"
        there, whole = translate(pointer, one, other)
        assert whole
        assert value_at(other, there.rpartition("/")[0]) == item
        assert by_merge_keys(pointer, one) == by_merge_keys(there, other)


@settings(deadline=None)
@given(objects, st.text(alphabet="/ab01~", max_size=8))
def test_any_pointer_is_taken(value: JsonObject, rest: str) -> None:
    pointer = "/" + rest
    assert by_merge_keys(pointer, value).count("/") == pointer.count("/")
    found, whole = translate(pointer, value, value)
    assert not whole or value_at(value, found) == value_at(value, pointer)
    value_at(value, found)


@settings(deadline=None)
@given(objects, objects)
def test_what_is_found_is_there(rendered: JsonObject, source: JsonObject) -> None:
    for pointer in pointers(rendered):
        value_at(source, translate(pointer, rendered, source)[0])


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ({"name": "a", "containerPort": 80}, ("name", "a")),
        ({"containerPort": 80, "protocol": "TCP"}, ("containerPort", 80)),
        ({"mountPath": "/a", "name": "v"}, ("name", "v")),
        ({"name": None, "key": "k"}, ("key", "k")),
        ({"name": {"a": 1}}, None),
        ("name", None),
        (None, None),
    ],
)
def test_the_key_of(item: JsonValue, key: tuple[str, JsonValue] | None) -> None:
    assert merge_key(item) == key


@pytest.mark.parametrize(
    ("item", "index", "others", "found"),
    [
        ({"name": "b"}, 0, [{"name": "a"}, {"name": "b"}], 1),
        ({"name": "c"}, 0, [{"name": "a"}], None),
        ("b", 0, ["a", "b"], 1),
        ("c", 0, ["a", "b"], None),
        ({"x": 1}, 1, [{"x": 2}, {"x": 3}], 1),
        ({"x": 1}, 2, [{"x": 2}], None),
    ],
)
def test_the_same_item(item: JsonValue, index: int, others: list[JsonValue], found: int | None) -> None:
    assert same_item(item, index, others) == found


def test_a_source_that_has_only_a_part() -> None:
    rendered: JsonObject = {"spec": {"containers": [{"name": "a"}, {"name": "b", "image": "x"}]}}
    source: JsonObject = {"spec": {"containers": [{"name": "b", "env": []}]}}
    assert translate("/spec/containers/1/image", rendered, source) == ("/spec/containers/0", False)
    assert translate("/spec/containers/0/image", rendered, source) == ("/spec/containers", False)
    assert translate("/status", rendered, source) == ("", False)


def test_a_key_tells_a_name_from_an_index() -> None:
    body: JsonObject = {"items": [{"name": "a/b"}, {"x": 1}, "c"]}
    assert by_merge_keys("/items/0/name", body) == "/items/name=a~1b/name"
    assert by_merge_keys("/items/1/x", body) == "/items/1/x"
    assert by_merge_keys("/items/2", body) == "/items/2"
    assert by_merge_keys("/items/9/x", body) == "/items/9/x"
