"""Objects out of lists: `List` and typed lists such as `ConfigMapList`, as kubectl expands them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from gate.model.json import JsonObject, JsonValue, text


@dataclass(frozen=True, slots=True)
class Member:
    """A value that should be an object. pointer: where it is in its document; item: the index in the
    outermost list, None outside of lists.
    """

    value: JsonValue
    pointer: str = ""
    item: int | None = None


def members(value: JsonValue, pointer: str = "", item: int | None = None) -> Iterator[Member]:
    """The value itself, or the members of the list that it is, however deep lists lie in lists."""
    if not is_list(value):
        yield Member(value, pointer, item)
        return
    items = value.get("items")
    for index, part in enumerate(items if isinstance(items, list) else []):
        yield from members(_typed(part, value), f"{pointer}/items/{index}", index if item is None else item)


def is_list(value: JsonValue) -> TypeGuard[JsonObject]:
    """Whether the value is a list of objects."""
    if not isinstance(value, dict):
        return False
    kind = text(value.get("kind"))
    return kind == "List" or (kind.endswith("List") and isinstance(value.get("items"), list))


def _typed(item: JsonValue, of: JsonObject) -> JsonValue:
    """An item of a typed list may leave out its apiVersion and kind (apimachinery, `decodeToList`)."""
    kind = text(of.get("kind"))
    if not isinstance(item, dict) or kind == "List" or item.get("kind") or item.get("apiVersion"):
        return item
    return {"apiVersion": of.get("apiVersion"), "kind": kind.removesuffix("List"), **item}
