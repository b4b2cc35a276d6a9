"""A folder as Argo CD sees it: with which tool it builds it, and which files of a plain one it sends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.model.json import JsonObject, JsonValue, text
from gate.model.tree import Tree
from gate.sources.argocd import TOOLS, ArgoSource
from gate.sources.globs import spans
from gate.sources.kustomization_file import join, kustomization_paths

MANIFEST = re.compile(r".*\.(?:ya?ml|json|jsonnet)")
SKIPPED = b"+argocd:skip-file-rendering"


def tools_of(source: ArgoSource) -> tuple[str, ...]:
    """The tools that a source names. One of which it says nothing is none: Argo CD drops it
    (util/argo/argo.go, NormalizeSource).
    """
    return tuple(tool for tool in TOOLS if _says_something(source.of(tool)))


def _says_something(value: JsonValue) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return bool(value) if inner is None else any(map(_says_something, inner))


def tool_of(tree: Tree, source: ArgoSource) -> str:
    """The tool that builds a source: the one it names, else by what lies in its folder.

    https://argo-cd.readthedocs.io/en/stable/user-guide/tool_detection/; with a kustomization and a chart
    both there, the kustomization wins (util/app/discovery/discovery.go takes the last one that it meets).
    """
    if named := tools_of(source):
        return named[0]
    if kustomization_paths(tree, source.path):
        return "kustomize"
    return "helm" if tree.is_file(join(source.path, "Chart.yaml")) else "directory"


def manifests_of(tree: Tree, folder: str, options: JsonObject) -> tuple[str, ...]:
    """The files of a plain folder that Argo CD sends, in the order of its walk, `.jsonnet` among them."""
    recurse = options.get("recurse") is True
    include, exclude = text(options.get("include")), text(options.get("exclude"))
    every = options.get("disableExtensionFilter") is True
    return tuple(
        path
        for path in _below(tree, folder, recurse=recurse)
        if (every or MANIFEST.fullmatch(path.rpartition("/")[2]))
        and _is_wanted(path if folder == "." else path.removeprefix(folder + "/"), include, exclude)
        and not _is_marked(tree, path)
    )


def _below(tree: Tree, folder: str, *, recurse: bool) -> Iterator[str]:
    pending = [join(folder, name) for name in reversed(tree.listing(folder))]
    while pending:
        path = pending.pop()
        if not tree.is_folder(path):
            yield path
        elif recurse and path not in tree.files:  # a linked folder is not walked into
            pending.extend(join(path, name) for name in reversed(tree.listing(path)))


def _is_wanted(inside: str, include: str, exclude: str) -> bool:
    if exclude and spans(exclude, inside):
        return False
    return not include or spans(include, inside)


def _is_marked(tree: Tree, path: str) -> bool:
    try:
        return SKIPPED in tree.read(path)
    except OSError:
        return False  # told when it is rendered
