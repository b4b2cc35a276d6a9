"""JSON patches (RFC 6902): each value remembers the operation that wrote it."""

from __future__ import annotations

from contextlib import suppress

from gate.locate.replay.places import Mark, Place
from gate.locate.replay.traced import Traced
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text, tokens_of

BY = "a patch operation"


def operate(target: Traced, operations: JsonValue, place: Place) -> None:
    """Apply the operations in order; one that does not fit changes nothing (the build would have failed)."""
    for index, operation in enumerate(sequence(operations)):
        with suppress(LookupError):
            _apply(target, mapping(operation), place.below(f"/{index}"))


def _apply(target: Traced, operation: JsonObject, place: Place) -> None:
    kind, path = text(operation.get("op")), text(operation.get("path"))
    if kind in {"add", "replace"}:
        value = Traced(operation.get("value"), place.below("/value"), BY)
        _put(target, path, value, inserts=kind == "add")
    elif kind == "remove":
        _take(target, path, place)
    elif kind == "move":
        _put(target, path, _take(target, text(operation.get("from")), place), inserts=True)
    elif kind == "copy":
        copied = target.at(text(operation.get("from")))
        if copied is not None:
            _put(target, path, copied.clone(), inserts=True)


def _parent(target: Traced, path: str) -> tuple[Traced, str]:
    tokens = tokens_of(path)
    if not tokens:
        raise LookupError(path)
    parent: Traced | None = target
    for token in tokens[:-1]:
        parent = None if parent is None else parent.child(token)
    if parent is None:
        raise LookupError(path)
    return parent, tokens[-1]


def _put(target: Traced, path: str, value: Traced, *, inserts: bool) -> None:
    parent, token = _parent(target, path)
    before: Traced | None = None
    if parent.is_object:
        before = parent.fields.get(token)
        parent.fields[token] = value
    elif inserts and token == "-":  # noqa: S105  (no password)
        parent.items.append(value)
    elif inserts:
        parent.items.insert(_index(token), value)
    else:
        before = parent.items[_index(token)]
        parent.items[_index(token)] = value
    if before is not None:
        value.marks = (*before.marks, *value.marks)


def _take(target: Traced, path: str, place: Place) -> Traced:
    parent, token = _parent(target, path)
    if parent.is_list:
        return parent.items.pop(_index(token))
    taken = parent.fields.pop(token)
    parent.removed[token] = Mark(place, BY)
    return taken


def _index(token: str) -> int:
    if not token.isdecimal():
        raise LookupError(token)
    return int(token)
