"""What a kustomization names, by what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from gate.model.json import JsonObject
from gate.sources.fields import PatchKind
from gate.sources.kustomization_charts import ChartEntry
from gate.sources.kustomization_file import Fault, KustomizationFile


@dataclass(frozen=True, slots=True)
class Reference:
    """Who names what, where: a JSON pointer into a document (usually the first) of a kustomization file.

    kustomization: the file's path; a plugin's configuration file where that names it.
    """

    kustomization: str
    pointer: str
    value: str
    document: int = 0


@dataclass(frozen=True, slots=True)
class PatchSource:
    """Where a patch comes from. path: its file, "" when it is inline, then text has it.

    kustomization, pointer, document: the entry that names it (for an inline one, the entry that holds it).
    """

    path: str
    kustomization: str
    pointer: str
    kind: PatchKind
    target: JsonObject
    text: str = ""
    document: int = 0


@dataclass(frozen=True, slots=True)
class GeneratorSource:
    """A generator of ConfigMaps or Secrets. kind: `ConfigMap` or `Secret`; name: as written, without hash."""

    kustomization: str
    pointer: str
    kind: str
    name: str
    document: int = 0


@dataclass(slots=True)
class Inputs:
    """What a kustomization names.

    files: what it reads; folders: what it builds (value: the path); resources: the manifests among the files.
    """

    folder: str
    file: KustomizationFile | None
    files: list[str] = field(default_factory=list)
    folders: list[Reference] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)
    patches: list[PatchSource] = field(default_factory=list)
    generators: list[GeneratorSource] = field(default_factory=list)
    remotes: list[Reference] = field(default_factory=list)
    escapes: list[Reference] = field(default_factory=list)
    executables: list[Reference] = field(default_factory=list)
    charts: list[ChartEntry] = field(default_factory=list)
    missing: list[Reference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
