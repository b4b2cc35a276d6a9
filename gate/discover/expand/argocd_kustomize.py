"""Argo CD's kustomize sources -> kustomize targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import orjson

from gate.discover.chart_versions import unpinned_entries
from gate.discover.expand.application import Application, Wrong, target_of
from gate.discover.expand.build import closure_of
from gate.discover.expand.rules import BROKEN_DECLARATION, MISSING_PATH
from gate.discover.expand.surroundings import Surroundings
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.outcome import Outcome
from gate.model.target import KustomizeSource, Target
from gate.sources.argocd import ArgoSource, kustomize_edits
from gate.sources.kustomization_file import join, kustomization_paths


def kustomize_target(application: Application, source: ArgoSource, around: Surroundings) -> Outcome[Target]:
    """The target of a folder with a kustomization (util/kustomize/kustomize.go, Build)."""
    declaring, pointer = application.declaring, f"{application.pointer}{source.pointer}"
    files = kustomization_paths(around.tree, source.path)
    if not files:
        message = f"{source.path} has no kustomization file, and the source says that kustomize builds it"
        return declaring.fault(BROKEN_DECLARATION, f"{pointer}/path", message)
    options = source.of("kustomize")
    components = tuple(_components(source.path, options, around))
    patches = tuple(_patches(source.path, options, around))
    patch_files = {join(source.path, path) for path in _patch_paths(options)}
    wrong = next((one for one in (*components, *patches) if isinstance(one, Wrong)), None)
    if wrong is not None:
        return declaring.fault(wrong.rule or MISSING_PATH, pointer + wrong.pointer, wrong.message)
    folders = tuple(one for one in components if isinstance(one, str))
    edits = kustomize_edits(options)
    if folders:
        edits["components"] = list(folders)
    if patches:
        edits["patches"] = cast("list[JsonValue]", list(patches))
    kustomize = KustomizeSource(source.path, files[0], orjson.dumps(edits).decode() if edits else "")
    read = {*closure_of(kustomize, folders, around), *patch_files}
    target = target_of(application, source, around, tuple(sorted(read)))
    inflated = (
        entry for folder in (source.path, *folders) for entry in around.closures.closure(folder).charts
    )
    unpinned = tuple(unpinned_entries(around.tree, inflated, target.name))
    return Outcome((replace(target, kind="kustomize", source=kustomize),), unpinned)


def _components(folder: str, options: JsonObject, around: Surroundings) -> Iterator[str | Wrong]:
    for index, component in enumerate(map(text, sequence(options.get("components")))):
        path = join(folder, component)
        if around.tree.is_folder(path):
            yield path
        elif options.get("ignoreMissingComponents") is not True:
            message = f"{component} is no folder of the repository (as {path})"
            yield Wrong(MISSING_PATH, f"/kustomize/components/{index}", message)


def _patch_paths(options: JsonObject) -> Iterator[str]:
    for patch in map(mapping, sequence(options.get("patches"))):
        if path := text(patch.get("path")):
            yield path


def _patches(folder: str, options: JsonObject, around: Surroundings) -> Iterator[JsonObject | Wrong]:
    """The patches with inline text, those in files among them."""
    for index, patch in enumerate(map(mapping, sequence(options.get("patches")))):
        entry: JsonObject = {key: patch[key] for key in ("patch", "target", "options") if patch.get(key)}
        if path := text(patch.get("path")):
            try:
                entry["patch"] = around.tree.read(join(folder, path)).decode("utf-8", "replace")
            except OSError:
                message = f"{join(folder, path)} is no file of the repository"
                yield Wrong(MISSING_PATH, f"/kustomize/patches/{index}/path", message)
                continue
        yield entry
