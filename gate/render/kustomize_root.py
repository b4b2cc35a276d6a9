"""A kustomize target with all that its build reads, and the wrapper that the gate builds it through."""

from __future__ import annotations

import json
import os
import posixpath
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.target import KustomizeSource, Target
from gate.model.tree import Tree
from gate.render.kustomize_selection import sees_origins
from gate.render.origins import wrapper
from gate.sources.kustomization import Closure, Closures, KustomizationFile, Reference
from gate.sources.kustomization_file import join

# What a declaring object may add (gate.model.target.KustomizeSource); nothing here names a file to read.
EDITS = (
    "namespace",
    "namePrefix",
    "nameSuffix",
    "images",
    "replicas",
    "labels",
    "commonLabels",
    "commonAnnotations",
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
)
COPIES = f"copied-{secrets.token_hex(8)}"
"""The folder for the listed manifests of a generated kustomization: kustomize reads no file outside the
folder of the kustomization that names it. No repository can know the name."""


@dataclass(frozen=True, slots=True)
class Root:
    """What is built for a target. read: all that the build reads, what the declaring object adds included.

    kustomizations: the kustomization files among that, the root's own first. bare: whether it is built
    without asking for origins, since it would build something else with them.
    """

    target: Target
    source: KustomizeSource
    edits: JsonObject
    read: Closure
    kustomizations: tuple[KustomizationFile, ...]
    bare: bool = False

    @property
    def is_component(self) -> bool:
        """Whether the root itself is a Component, which is listed under `components`."""
        return bool(self.source.kustomization and self.kustomizations) and self.kustomizations[0].is_component

    @property
    def managed_by(self) -> bool:
        """Whether the root asks for the label that says what made its objects."""
        return "managedByLabel" in self.metadata

    @property
    def metadata(self) -> tuple[JsonValue, ...]:
        """What the root itself asks kustomize to write of the build (`buildMetadata`)."""
        if not self.source.kustomization or not self.kustomizations:
            return ()
        fields_of_that_name = self.kustomizations[0].content.field("buildMetadata")
        return tuple(one for field in fields_of_that_name for one in sequence(field.value))


def read_root(target: Target, tree: Tree, closures: Closures) -> Root:
    """Everything that the build of a target would read, without starting it. closures: those of the tree."""
    source = target.source
    if not isinstance(source, KustomizeSource):
        raise TypeError(f"{target.name} is no kustomize target")
    edits = mapping(json.loads(source.edits)) if source.edits else {}
    manifests = tuple(path for path in source.files if tree.is_file(path))
    components = (join("", text(name)) for name in sequence(edits.get("components")))
    folders = (*(path for path in source.files if path not in manifests), *components)
    named_in = source.kustomization or source.folder
    built = (*((source.folder,) if source.kustomization else ()), *folders)
    read = _joined(
        source.folder,
        [*map(closures.closure, built), _manifests(manifests, tree, named_in)],
        [Reference(named_in, "", path) for path in folders if not closures.closure(path).kustomizations],
    )
    files = [closures.inputs(folder).file for folder in dict.fromkeys((source.folder, *read.kustomizations))]
    kustomizations = tuple(file for file in files if file is not None)
    root = Root(target, source, edits, read, kustomizations)
    asked_anyway = "originAnnotations" in root.metadata
    return replace(root, bare=not asked_anyway and sees_origins(edits, kustomizations, read, tree))


def _manifests(paths: tuple[str, ...], tree: Tree, named_in: str) -> Closure:
    """Listed manifests; one that cannot be read is missing, or leads outside the repository."""
    sound, escapes, missing = [], [], []
    for path in paths:
        try:
            tree.read(path)
            sound.append(path)
        except PermissionError:
            escapes.append(Reference(named_in, "", path))
        except OSError:
            missing.append(Reference(named_in, "", path))
    read = tuple(sound)
    return Closure("", files=read, resources=read, escapes=tuple(escapes), missing=tuple(missing))


def _joined(folder: str, parts: Sequence[Closure], absent: Sequence[Reference]) -> Closure:
    """One closure of all that is built together."""
    every = {
        field.name: tuple(item for part in parts for item in getattr(part, field.name))
        for field in fields(Closure)
        if field.name != "folder"
    }
    for name in ("files", "resources", "kustomizations"):
        every[name] = tuple(sorted(set(every[name])))
    return Closure(folder, **{**every, "missing": (*every["missing"], *absent)})


def wrap(root: Root, tree: Tree, folder: str, repository: str = "") -> None:
    """Write the wrapper of a root as the kustomization of a new folder outside the repository.

    repository: a copy of the repository to build in, "" for itself.
    """
    Path(folder).mkdir()
    listed: list[str] = []

    def way(path: str) -> str:
        return os.path.relpath(f"{repository or tree.root}/{path}", folder)

    if root.source.kustomization:
        listed.append(way(root.source.folder))
    for path in root.source.files:
        listed.append(_copied(tree, folder, path) if tree.is_file(path) else way(path))
    components = [way(join("", text(name))) for name in sequence(root.edits.get("components"))]
    if root.is_component:
        listed, components = [], [*listed, *components]
    edits = {name: root.edits[name] for name in EDITS if name in root.edits}
    content = wrapper(listed, components, managed_by=root.managed_by, bare=root.bare, edits=edits)
    Path(folder, "kustomization.yaml").write_bytes(content)


def _copied(tree: Tree, folder: str, path: str) -> str:
    """A private copy of a manifest of the repository; its path as seen from the wrapper."""
    name = posixpath.join(COPIES, path)
    copy = Path(folder, name)
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(tree.read(path))
    return name
