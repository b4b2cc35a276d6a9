"""One thing to render, and its rendering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

TargetKind: TypeAlias = Literal["kustomize", "helm", "plain"]


@dataclass(frozen=True, slots=True)
class KustomizeSource:
    """A folder with a kustomization file. kustomization: that file's path."""

    folder: str
    kustomization: str


@dataclass(frozen=True, slots=True)
class HelmSource:
    """A chart folder with the values files of one variant, in order (without the chart's own values.yaml)."""

    chart: str
    values: tuple[str, ...]
    release: str
    namespace: str


@dataclass(frozen=True, slots=True)
class PlainSource:
    """Manifest files that are sent as they are (YAML or JSON)."""

    files: tuple[str, ...]


Source: TypeAlias = KustomizeSource | HelmSource | PlainSource


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to render.

    name: unique and stable: `path`, or `path@values-file`.
    path: the folder or file that stands for it.
    environment: "" when it belongs to none. cluster: the scope of identity and references.
    closure: every file its rendering reads, sorted. reason: why it is a target, for people.
    kubernetes_versions: the versions to judge it for; never empty.
    version_sensitive: whether its rendering depends on the Kubernetes version.
    """

    name: str
    kind: TargetKind
    path: str
    source: Source
    environment: str
    cluster: str
    closure: tuple[str, ...]
    reason: str
    kubernetes_versions: tuple[str, ...]
    version_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class RenderedText:
    """Text that a target sends to a cluster. path: the file it is a copy of, "" for a program's output."""

    text: bytes
    path: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What one target sends to clusters of the given Kubernetes versions. seconds: what it cost."""

    target: Target
    kubernetes_versions: tuple[str, ...]
    texts: tuple[RenderedText, ...]
    seconds: float = 0.0
