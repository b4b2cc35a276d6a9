"""Kustomizations of a tree and their static closures: everything a build reads, without running one."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from gate.model.tree import Tree
from gate.sources.inputs import inputs
from gate.sources.kustomization_charts import ChartEntry
from gate.sources.kustomization_file import (
    KUSTOMIZATION_NAMES,
    Fault,
    KustomizationFile,
    is_kustomization_name,
    kustomization_file,
)
from gate.sources.references import GeneratorSource, Inputs, PatchSource, Reference

__all__ = [
    "KUSTOMIZATION_NAMES",
    "ChartEntry",
    "Closure",
    "Closures",
    "Fault",
    "GeneratorSource",
    "KustomizationFile",
    "PatchSource",
    "Reference",
    "closure",
    "is_kustomization_name",
    "kustomization_file",
]


@dataclass(frozen=True, slots=True)
class Closure:
    """Everything that the build of a folder reads or would reach for.

    files: all files read, sorted. kustomizations: the folders built, sorted. resources: the manifests among
    the files, sorted. remotes: what would be fetched; escapes: what leads outside the repository;
    executables: plugins that would run programs (value: their kind); charts: charts to inflate, in the order
    of a kustomization; missing: what is not there. faults: kustomization files that cannot be used, and
    cycles.
    """

    folder: str
    files: tuple[str, ...] = ()
    kustomizations: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    patches: tuple[PatchSource, ...] = ()
    generators: tuple[GeneratorSource, ...] = ()
    remotes: tuple[Reference, ...] = ()
    escapes: tuple[Reference, ...] = ()
    executables: tuple[Reference, ...] = ()
    charts: tuple[ChartEntry, ...] = ()
    missing: tuple[Reference, ...] = ()
    faults: tuple[Fault, ...] = ()


class Closures:
    """The kustomizations of one tree, each read once however many roots share it."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._inputs: dict[str, Inputs] = {}
        self._closures: dict[str, Closure] = {}

    def folders(self) -> tuple[str, ...]:
        """Every folder of the tree with a kustomization file, sorted."""
        return tuple(
            sorted({posixpath.dirname(p) or "." for p in self.tree.files if is_kustomization_name(p)})
        )

    def inputs(self, folder: str) -> Inputs:
        """What the kustomization of a folder itself names."""
        if folder not in self._inputs:
            self._inputs[folder] = inputs(self.tree, folder)
        return self._inputs[folder]

    def is_component(self, folder: str) -> bool:
        """Whether the folder holds a Component, which can only be built through what uses it."""
        file = self.inputs(folder).file
        return file is not None and file.is_component

    def builds_on(self, folder: str) -> frozenset[str]:
        """The folders that the kustomization of a folder itself names."""
        return frozenset(reference.value for reference in self.inputs(folder).folders)

    def closure(self, folder: str) -> Closure:
        """The closure of a folder; empty when it has no kustomization file."""
        if folder not in self._closures:
            self._closures[folder] = self._closure(folder)
        return self._closures[folder]

    def _closure(self, folder: str) -> Closure:
        parts, cycles = self._walk(folder)
        read = [part for part in parts.values() if part.file is not None]
        return Closure(
            folder=folder,
            files=tuple(sorted({path for part in read for path in part.files})),
            kustomizations=tuple(sorted(part.folder for part in read)),
            resources=tuple(sorted({path for part in read for path in part.resources})),
            patches=tuple(patch for part in read for patch in part.patches),
            generators=tuple(generator for part in read for generator in part.generators),
            remotes=tuple(reference for part in read for reference in part.remotes),
            escapes=tuple(reference for part in read for reference in part.escapes),
            executables=tuple(reference for part in read for reference in part.executables),
            charts=tuple(entry for part in read for entry in part.charts),
            missing=tuple(reference for part in read for reference in part.missing),
            faults=(*(fault for part in read for fault in part.faults), *cycles),
        )

    def _walk(self, root: str) -> tuple[dict[str, Inputs], list[Fault]]:
        """Depth first, each folder once; building what contains a folder that is being built is a cycle."""
        parts = {root: self.inputs(root)}
        cycles: list[Fault] = []
        being_built = [root]
        pending = [iter(parts[root].folders)]
        while pending:
            reference = next(pending[-1], None)
            if reference is None:
                pending.pop()
                being_built.pop()
            elif any(_contains(reference.value, building) for building in being_built):
                cycles.append(_cycle(reference))
            elif reference.value not in parts:
                part = parts[reference.value] = self.inputs(reference.value)
                being_built.append(reference.value)
                pending.append(iter(part.folders))
        return parts, cycles


def closure(tree: Tree, folder: str) -> Closure:
    """The static closure of one kustomization. For more than one of a tree, use `Closures`."""
    return Closures(tree).closure(folder)


def _contains(outer: str, inner: str) -> bool:
    return outer in {".", inner} or inner.startswith(outer + "/")


def _cycle(reference: Reference) -> Fault:
    message = f"it builds on {reference.value}, which is or contains what builds on it: a cycle"
    return Fault(
        reference.kustomization, message, "cycle", pointer=reference.pointer, document=reference.document
    )
