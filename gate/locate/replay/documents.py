"""Which document of a file a rendered resource came from."""

from __future__ import annotations

from collections.abc import Iterator

from gate.documents import Document
from gate.model.json import JsonObject, mapping, sequence, text
from gate.model.resource import ResourceId

Found = tuple[int, str, JsonObject]
"""A document's index, the pointer of the object in it, and the object."""


def find_document(documents: tuple[Document, ...], resource: ResourceId) -> Found | None:
    """By kind and group, and a name that fits: the same one first, then one that was added to.

    Where several have the name, the one of its namespace.
    """
    candidates = [one for document in documents for one in _objects(document) if _is_kind(one[2], resource)]
    same = [one for one in candidates if _name(one[2]) == resource.name]
    same.sort(key=lambda one: text(mapping(one[2].get("metadata")).get("namespace")) != resource.namespace)
    inside = [one for one in candidates if _name(one[2]) and _name(one[2]) in resource.name]
    inside.sort(key=lambda one: -len(_name(one[2])))
    return next(iter(same or inside or (candidates if len(candidates) == 1 else [])), None)


def _objects(document: Document) -> Iterator[Found]:
    value = mapping(document.value)
    items = sequence(value.get("items")) if text(value.get("kind")).endswith("List") else []
    if items:
        for index, item in enumerate(items):
            yield document.index, f"/items/{index}", mapping(item)
    elif isinstance(document.value, list):
        for index, item in enumerate(document.value):
            yield document.index, f"/{index}", mapping(item)
    else:
        yield document.index, "", value


def _is_kind(value: JsonObject, resource: ResourceId) -> bool:
    return (
        value.get("kind") == resource.kind
        and text(value.get("apiVersion")).rpartition("/")[0] == resource.group
    )


def _name(value: JsonObject) -> str:
    return text(mapping(value.get("metadata")).get("name"))
