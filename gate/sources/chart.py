"""Helm charts: what Chart.yaml says, the files of the folder, and whether the Kubernetes version matters."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.tree import Tree
from gate.sources.kustomization_file import join

CHART_FILE = "Chart.yaml"
# What Helm reads of a chart folder (https://helm.sh/docs/topics/charts/), and chart-testing's variants.
OWN_FOLDERS = ("templates", "crds", "charts", "ci")
OWN_FILES = (
    "Chart.yaml",
    "Chart.lock",
    "requirements.yaml",
    "requirements.lock",
    "values.yaml",
    "values.schema.json",
)


@dataclass(frozen=True, slots=True)
class Dependency:
    """A chart that a chart needs. repository: "" where it lies in charts/."""

    name: str
    version: str
    repository: str
    alias: str = ""


@dataclass(frozen=True, slots=True)
class ChartFault:
    """Why Chart.yaml cannot be used."""

    path: str
    message: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart folder. files: all its files, sorted. version_sensitive: whether what it renders may depend on
    the Kubernetes version: a template or subchart asks for it, or Chart.yaml constrains it.
    """

    folder: str
    name: str
    version: str
    type: str
    kube_version: str
    dependencies: tuple[Dependency, ...]
    files: tuple[str, ...]
    version_sensitive: bool
    fault: ChartFault | None = None

    @property
    def is_library(self) -> bool:
        return self.type == "library"


def chart_folders(tree: Tree) -> tuple[str, ...]:
    """The folders of the charts that stand for themselves, sorted: not those in a part of another chart."""
    folders = {
        posixpath.dirname(path) or "." for path in tree.files if posixpath.basename(path) == CHART_FILE
    }
    return tuple(sorted(folder for folder in folders if not part_of(folder, folders)))


def subcharts(tree: Tree, folder: str) -> tuple[str, ...]:
    """The folders of the charts in a chart's `charts/`, at any depth, sorted."""
    prefix = join(folder, "charts") + "/"
    return tuple(
        sorted(
            posixpath.dirname(path)
            for path in tree.files
            if path.startswith(prefix) and posixpath.basename(path) == CHART_FILE
        )
    )


def part_of(path: str, folders: frozenset[str] | set[str]) -> str:
    """The chart folder (of those given) of which a path is in templates, crds, charts or ci, "" for none."""
    inner = path
    while inner not in {"", "."}:
        outer, _, name = inner.rpartition("/")
        if name in OWN_FOLDERS and (outer or ".") in folders:
            return outer or "."
        inner = outer
    return ""


def read_chart(tree: Tree, folder: str) -> Chart:
    """The chart of a folder; what cannot be read of Chart.yaml is empty, and a fault says why."""
    prefix = "" if folder == "." else folder + "/"
    files = tuple(sorted(path for path in tree.files if path.startswith(prefix)))
    content, fault = _chart_file(tree, join(folder, CHART_FILE))
    dependencies = content.get("dependencies") or _requirements(tree, folder)
    kube_version = text(content.get("kubeVersion"))
    return Chart(
        folder=folder,
        name=text(content.get("name")),
        version=_written(content.get("version")),
        type=text(content.get("type")) or "application",
        kube_version=kube_version,
        dependencies=tuple(_dependency(mapping(entry)) for entry in sequence(dependencies)),
        files=files,
        version_sensitive=bool(kube_version) or _asks_version(tree, folder, files),
        fault=fault,
    )


def _chart_file(tree: Tree, path: str) -> tuple[JsonObject, ChartFault | None]:
    try:
        documents = read(tree.read(path))
    except OSError:
        return {}, ChartFault(path, "the file cannot be read")
    if documents and documents[0].broken:
        fault = documents[0].faults[0]
        return {}, ChartFault(path, fault.message, fault.line, fault.column)
    value = documents[0].value if documents else None
    if not isinstance(value, dict):
        return {}, ChartFault(path, "a Chart.yaml must be a mapping with name and version", 1, 1)
    return value, None


def _requirements(tree: Tree, folder: str) -> JsonValue:
    """The dependencies of a chart of apiVersion v1."""
    path = join(folder, "requirements.yaml")
    return _chart_file(tree, path)[0].get("dependencies") if tree.is_file(path) else None


def _dependency(entry: JsonObject) -> Dependency:
    return Dependency(
        text(entry.get("name")),
        _written(entry.get("version")),
        text(entry.get("repository")),
        text(entry.get("alias")),
    )


def _written(value: JsonValue) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _asks_version(tree: Tree, folder: str, files: tuple[str, ...]) -> bool:
    """Whether a template mentions .Capabilities, or values that `tpl` may render do.

    What is packed (a .tgz subchart) may mention it, so it counts as asking.
    """
    templates, charts = join(folder, "templates") + "/", join(folder, "charts") + "/"
    for path in files:
        if path.startswith(charts) and (path.endswith(".tgz") or _constrains(tree, path)):
            return True
        inside = path.startswith((templates, charts)) or path.endswith((".yaml", ".yml", ".tpl"))
        if inside and b"Capabilities" in _bytes(tree, path):
            return True
    return False


def _constrains(tree: Tree, path: str) -> bool:
    return posixpath.basename(path) == CHART_FILE and b"kubeVersion" in _bytes(tree, path)


def _bytes(tree: Tree, path: str) -> bytes:
    try:
        return tree.read(path)
    except OSError:
        return b""
