"""The one kustomization file of a folder: finding it and reading it as kustomize does."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gate.documents import read
from gate.model.json import JsonObject, JsonValue
from gate.model.tree import Tree
from gate.sources.fields import Node

# https://github.com/kubernetes-sigs/kustomize/blob/master/api/konfig/general.go
KUSTOMIZATION_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a kustomization from being built.

    line and column are None where it is the file as a whole; pointer is the entry that is meant, if one is,
    in the document of that index.
    """

    path: str
    message: str
    kind: Literal["unreadable", "ambiguous", "cycle"]
    line: int | None = None
    column: int | None = None
    pointer: str = ""
    document: int = 0


@dataclass(frozen=True, slots=True)
class KustomizationFile:
    """A kustomization file.

    content: its first document, the only one that kustomize reads; document: the index of that.
    """

    folder: str
    path: str
    content: Node
    document: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def is_component(self) -> bool:
        return self.content.first("kind") == "Component"


def is_kustomization_name(path: str) -> bool:
    """Whether a file of this name is a kustomization file."""
    return posixpath.basename(path) in KUSTOMIZATION_NAMES


def join(folder: str, name: str) -> str:
    """The path of a name as seen from a folder, cleaned as Go's filepath.Join does; may start with `..`."""
    return posixpath.normpath(posixpath.join(folder, name))


def kustomization_paths(tree: Tree, folder: str) -> list[str]:
    """The kustomization files of a folder; more than one is a fault."""
    return [path for name in KUSTOMIZATION_NAMES if tree.is_file(path := join(folder, name))]


def kustomization_file(tree: Tree, folder: str) -> KustomizationFile | None:
    """The kustomization file of a folder, None when there is none. With two, the first, and a fault."""
    paths = kustomization_paths(tree, folder)
    if not paths:
        return None
    content, document, faults = _content(tree, paths[0])
    if len(paths) > 1:
        names = " and ".join(posixpath.basename(path) for path in paths)
        message = f"kustomize allows one kustomization file in a folder; here are {names}"
        faults = (*faults, Fault(paths[1], message, "ambiguous"))
    return KustomizationFile(folder, paths[0], content, document, faults)


def _content(tree: Tree, path: str) -> tuple[Node, int, tuple[Fault, ...]]:
    try:
        documents = read(tree.read(path))
    except OSError:
        return _faulty(Fault(path, "the kustomization file cannot be read", "unreadable"))
    if not documents:
        return _faulty(Fault(path, "the kustomization file is empty", "unreadable"))
    document = documents[0]
    if document.broken:
        fault = document.faults[0]
        return _faulty(Fault(path, fault.message, "unreadable", fault.line, fault.column))
    if not isinstance(document.value, dict):
        message = "a kustomization file must be a mapping of fields"
        return _faulty(Fault(path, message, "unreadable", document.line, 1))
    if all(value is None or value == "" for value in _fields(document.value)):
        message = "the kustomization file is empty: it has no field beside apiVersion and kind"
        empty = Fault(path, message, "unreadable", document.line, 1)
        return Node("", document.value), document.index, (empty,)
    return Node("", document.value), document.index, ()


def _fields(content: JsonObject) -> Iterator[JsonValue]:
    """The values of the fields that say what to build."""
    for key, value in content.items():
        if key.casefold() not in {"apiversion", "kind"}:
            yield value


def _faulty(fault: Fault) -> tuple[Node, int, tuple[Fault, ...]]:
    return Node("", None), 0, (fault,)
