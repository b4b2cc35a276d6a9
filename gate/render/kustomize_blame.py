"""Which file of the repository kustomize's words are about."""

from __future__ import annotations

import re

from gate.model.tree import Tree
from gate.sources.kustomization_file import KUSTOMIZATION_NAMES, join

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


def blamed_file(words: str, root: str, tree: Tree) -> str:
    """The file that the words name, else the kustomization file of the folder that was being built.

    words: kustomize's own, with paths relative to the repository. root: the folder of the target.
    """
    folder = innermost_folder(words, root, tree)
    for sign in _FILES:
        for name in reversed(sign.findall(words)):
            path = join(folder, name)
            if tree.is_file(path):
                return path
    return kustomization_path(folder, tree) or kustomization_path(root, tree) or root


def innermost_folder(words: str, root: str, tree: Tree) -> str:
    """The folder that kustomize was building when it failed."""
    named = [(match.end(), match.group(1)) for sign in _FOLDERS for match in sign.finditer(words)]
    for _, folder in sorted(named, reverse=True):
        if kustomization_path(folder, tree):
            return folder
    return root


def kustomization_path(folder: str, tree: Tree) -> str:
    """The path of a folder's kustomization file, "" when there is none."""
    return next((path for name in KUSTOMIZATION_NAMES if tree.is_file(path := join(folder, name))), "")
