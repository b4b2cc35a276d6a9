"""The CustomResourceDefinitions that a run knows: rendered ones, the repository's files, schema folders."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from gate.documents import read
from gate.model.json import JsonObject, mapping, sequence
from gate.model.resource import Resource
from gate.model.tree import Tree

KIND = "CustomResourceDefinition"
ENDINGS = (".yaml", ".yml", ".json")


def definitions(
    resources: Iterable[Resource], tree: Tree, schemas: Iterable[tuple[str, bytes]]
) -> tuple[JsonObject, ...]:
    """Every CustomResourceDefinition, in order of rank: schema folders, what is rendered, what lies about."""
    return (
        *(found for _, text in schemas for found in _in_text(text)),
        *(resource.decode() for resource in resources if resource.id.kind == KIND),
        *_in_tree(tree),
    )


def schema_files(tree: Tree, folders: Iterable[str]) -> tuple[tuple[str, bytes], ...]:
    """The files of the schema folders of a tree, by path."""
    inside = [posixpath.normpath(folder.strip("/")) for folder in folders]
    prefixes = tuple("" if folder == "." else f"{folder}/" for folder in inside)
    return tuple(
        (path, tree.read(path))
        for path in sorted(tree.files)
        if path.startswith(prefixes) and path.endswith(ENDINGS)
    )


def holds_definitions(files: Iterable[tuple[str, bytes]]) -> bool:
    """Whether the files of a schema folder can hold a definition at all."""
    return any(KIND.encode() in text for _, text in files)


def _in_tree(tree: Tree) -> Iterator[JsonObject]:
    for path in sorted(tree.files):
        if not path.endswith(ENDINGS):
            continue
        try:
            text = tree.read(path)
        except (OSError, PermissionError):
            continue  # what cannot be read is told where it is a target's
        yield from _in_text(text)


def _in_text(text: bytes) -> Iterator[JsonObject]:
    if KIND.encode() not in text:
        return
    for document in read(text):
        value = mapping(document.value)
        for candidate in (value, *map(mapping, sequence(value.get("items")))):
            if candidate.get("kind") == KIND:
                yield candidate
