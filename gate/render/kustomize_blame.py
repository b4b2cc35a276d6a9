"""Which place of the repository kustomize's words are about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.documents import read
from gate.model.finding import Location
from gate.model.json import mapping
from gate.model.tree import Tree
from gate.render.places import bytes_of, fault_in, place_of
from gate.sources.kustomization import KUSTOMIZATION_NAMES, Closure
from gate.sources.kustomization_file import join

# The folder that was being built: the last one named is the innermost.
_FOLDERS = (
    re.compile(r"accumulation of path '([^'\n]+)'"),
    re.compile(r"for path '([^'\n]+)'"),
    re.compile(r"kustomization files under: ([^\n\"]+)"),
)
# A file in it, the surest sign first.
_FILES = (
    re.compile(r" in File: ([^\s'\"]+)"),
    re.compile(r"patch file from path\(([^)\n]+)\)"),
    re.compile(r"JSON patch from \[path: \"([^\"\n]+)\"\]"),
    re.compile(r"builtin Patch\w* with config: `\n\s*path: ([^\n]+)\n"),
    re.compile(r"(?:accumulating|merging) resources from '([^'\n]+)'"),
)
_UNKNOWN_FIELD = re.compile(r'unknown field "([^"\n]+)"')
_WITHOUT_TARGET = re.compile(r'strategic merge patch "(\w+)\.[^"/\n]*/([^"\n]+)\.\[?[^".\n]*"')
_UNREADABLE = re.compile(r"yaml: |YAML|unable to parse")


def blamed_place(words: str, closure: Closure, tree: Tree) -> Location:
    """The place that the words are about: exact where the source itself tells it, else the file.

    words: kustomize's own, with paths relative to the repository.
    """
    file = blamed_file(words, closure.folder, tree)
    if field := _UNKNOWN_FIELD.search(words):
        return place_of(tree, file, f"/{field[1]}", at_key=True)
    if patch := _WITHOUT_TARGET.search(words):
        for place in _patches(tree, closure, patch[1], patch[2]):
            return place
    if _UNREADABLE.search(words):
        for path in (file, *closure.files):
            if fault := fault_in(tree, path):
                return fault
    return Location(file, precision="file")


def blamed_file(words: str, root: str, tree: Tree) -> str:
    """The file that the words name, else the kustomization file of the folder that was being built."""
    folder = _innermost_folder(words, root, tree)
    for sign in _FILES:
        for name in reversed(sign.findall(words)):
            path = join(folder, name)
            if tree.is_file(path):
                return path
    return _kustomization_path(folder, tree) or _kustomization_path(root, tree) or root


def _patches(tree: Tree, closure: Closure, kind: str, name: str) -> Iterator[Location]:
    """Where the patch files of a closure name an object of that kind and name."""
    for patch in closure.patches:
        for document in read(bytes_of(tree, patch.path)):
            value = mapping(document.value)
            if value.get("kind") == kind and mapping(value.get("metadata")).get("name") == name:
                yield place_of(tree, patch.path, "/metadata/name", document.index)


def _innermost_folder(words: str, root: str, tree: Tree) -> str:
    named = [(match.end(), match.group(1)) for sign in _FOLDERS for match in sign.finditer(words)]
    for _, folder in sorted(named, reverse=True):
        if _kustomization_path(folder, tree):
            return folder
    return root


def _kustomization_path(folder: str, tree: Tree) -> str:
    return next((path for name in KUSTOMIZATION_NAMES if tree.is_file(path := join(folder, name))), "")
