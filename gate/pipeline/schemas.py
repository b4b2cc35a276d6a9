"""What a run knows of custom kinds: definitions that are rendered or lie about, and folders with schemas."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

import orjson

from gate.documents import read
from gate.errors import UsageError
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.resource import Resource
from gate.model.tree import Tree

KIND = "CustomResourceDefinition"
_MOST_NAMES = 5
ENDINGS = (".yaml", ".yml", ".json")


def definitions(
    resources: Iterable[Resource], tree: Tree, schemas: Iterable[tuple[str, bytes]]
) -> tuple[JsonObject, ...]:
    """Every CustomResourceDefinition, in order of rank: schema folders, what is rendered, what lies about.

    Of schema folders the JSON Schemas, too, each as a document that carries it (`gate.validate.published`).
    """
    return (
        *(found for path, content in schemas for found in _in_schema_file(path, content)),
        *(resource.decode() for resource in resources if resource.id.kind == KIND),
        *_in_tree(tree),
    )


def served_kinds(tree: Tree, schemas: Iterable[tuple[str, bytes]]) -> tuple[str, ...]:
    """What clusters serve beside Kubernetes' own kinds, as far as files tell: `group/version/Kind` of each
    CustomResourceDefinition that is written in the schema folders or anywhere in the tree, sorted.
    """
    written = (found for _, content in schemas for found in definitions_in(content))
    return tuple(sorted({kind for found in (*written, *_in_tree(tree)) for kind in _served(found)}))


def _served(definition: JsonObject) -> Iterator[str]:
    spec = mapping(definition.get("spec"))
    group, kind = text(spec.get("group")), text(mapping(spec.get("names")).get("kind"))
    for version in map(mapping, sequence(spec.get("versions"))):
        name = text(version.get("name"))
        if group and kind and name and version.get("served") is True:
            yield f"{group}/{name}/{kind}"


def schema_files(tree: Tree, folders: Iterable[str]) -> tuple[tuple[str, bytes], ...]:
    """The files of the schema folders of a tree, by path. UsageError for one that cannot be read."""
    inside = [posixpath.normpath(folder.strip("/")) for folder in folders]
    prefixes = tuple("" if folder == "." else f"{folder}/" for folder in inside)
    return tuple(
        (path, _content(tree, path))
        for path in sorted(tree.files)
        if path.startswith(prefixes) and path.endswith(ENDINGS)
    )


def _content(tree: Tree, path: str) -> bytes:
    try:
        return tree.read(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "make it a regular file") from None


def schema_notices(folder: str, files: Iterable[tuple[str, bytes]]) -> tuple[str, ...]:
    """What to say of a schema folder: that it holds nothing to judge by, or files that are not understood."""
    found = {path: any(_in_schema_file(path, content)) for path, content in files}
    if not any(found.values()):
        return (f"No CustomResourceDefinition or JSON Schema lies in the schema folder {folder}.",)
    unread = [path for path, is_read in found.items() if not is_read]
    if not unread:
        return ()
    listed = ", ".join(unread[:_MOST_NAMES]) + (
        f" and {len(unread) - _MOST_NAMES} more" if unread[_MOST_NAMES:] else ""
    )
    return (f"Neither CustomResourceDefinition nor JSON Schema, so not used: {listed}.",)


def definitions_in(content: bytes) -> Iterator[JsonObject]:
    """The CustomResourceDefinitions in a file, and in the lists in it."""
    if KIND.encode() not in content:
        return
    for document in read(content):
        value = mapping(document.value)
        for candidate in (value, *map(mapping, sequence(value.get("items")))):
            if candidate.get("kind") == KIND:
                yield candidate


def _in_schema_file(path: str, content: bytes) -> Iterator[JsonObject]:
    yield from definitions_in(content)
    if path.endswith(".json"):
        # Brings the whole of what validates.
        from gate.validate.published import carried  # noqa: PLC0415

        if (schema := carried(path, _json(content))) is not None:
            yield schema


def _json(content: bytes) -> JsonValue:
    try:
        value: JsonValue = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return value


def _in_tree(tree: Tree) -> Iterator[JsonObject]:
    for path in sorted(tree.files):
        if not path.endswith(ENDINGS):
            continue
        try:
            content = tree.read(path)
        except (OSError, PermissionError):
            continue  # what cannot be read is told where it is a target's
        yield from definitions_in(content)
