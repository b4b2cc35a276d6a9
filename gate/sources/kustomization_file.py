"""The one kustomization file of a folder: finding it and reading it as kustomize does."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Literal

from gate.documents import Document, read
from gate.model.tree import Tree
from gate.sources.fields import Node

# https://github.com/kubernetes-sigs/kustomize/blob/master/api/konfig/general.go
KUSTOMIZATION_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a kustomization from being built.

    line and column are None where it is the file as a whole; pointer is the entry that is meant, if one is.
    """

    path: str
    message: str
    kind: Literal["unreadable", "ambiguous", "cycle"]
    line: int | None = None
    column: int | None = None
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class KustomizationFile:
    """A kustomization file. content: its first document, the only one that kustomize reads."""

    folder: str
    path: str
    content: Node
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


def kustomization_file(tree: Tree, folder: str) -> KustomizationFile | None:
    """The kustomization file of a folder, None when there is none. With two, the first, and a fault."""
    paths = [path for name in KUSTOMIZATION_NAMES if tree.is_file(path := join(folder, name))]
    if not paths:
        return None
    content, faults = _content(tree, paths[0])
    if len(paths) > 1:
        names = " and ".join(posixpath.basename(path) for path in paths)
        message = f"kustomize allows one kustomization file in a folder; here are {names}"
        faults = (*faults, Fault(paths[1], message, "ambiguous"))
    return KustomizationFile(folder, paths[0], content, faults)


def _content(tree: Tree, path: str) -> tuple[Node, tuple[Fault, ...]]:
    try:
        documents = read(tree.read(path))
    except OSError:
        return Node("", None), (Fault(path, "the kustomization file cannot be read", "unreadable"),)
    document = documents[0] if documents else None
    return _judged(path, document)


def _judged(path: str, document: Document | None) -> tuple[Node, tuple[Fault, ...]]:
    if document is None:
        return Node("", None), (Fault(path, "the kustomization file is empty", "unreadable"),)
    if document.broken:
        fault = document.faults[0]
        return Node("", None), (Fault(path, fault.message, "unreadable", fault.line, fault.column),)
    if not isinstance(document.value, dict) or not document.value:
        message = "a kustomization file must be a mapping with at least one field"
        return Node("", None), (Fault(path, message, "unreadable", document.line, 1),)
    return Node("", document.value), ()
