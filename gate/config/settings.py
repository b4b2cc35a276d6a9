"""What the organisation and the user decided, as persistent data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pyrsistent import PMap, pmap

from gate.model.finding import Location
from gate.model.json import JsonValue
from gate.model.rule import RuleSeverity
from gate.model.waiver import Waiver


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster of an environment: the targets whose path matches one of the globs."""

    name: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Environment:
    """Globs on target paths and values files that say what belongs to an environment.

    rules: settings that hold in this environment only.
    """

    name: str
    paths: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    rules: PMap[str, RuleSetting] = field(default_factory=pmap)


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What the configuration says of one rule. severity None: as the profile has it.

    place: where it stands (`.gate.yaml:7:3`), "" where it is in no file.
    """

    severity: RuleSeverity | None = None
    params: PMap[str, JsonValue] = field(default_factory=pmap)
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class External:
    """What lives in the clusters and comes from elsewhere: kind exactly, namespace and name as globs.

    namespace: "" for any. source: where it is written.
    """

    kind: str
    name: str
    namespace: str
    source: Location


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be configured; the defaults are those of a repository without `.gate.yaml`.

    kubernetes: minor versions ("1.34"), empty for the newest that schemas exist for.
    profile: minimal, recommended or strict. enforce_from: before that day nothing fails.
    """

    kubernetes: tuple[str, ...] = ()
    profile: str = "recommended"
    environments: tuple[Environment, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    rules: PMap[str, RuleSetting] = field(default_factory=pmap)
    externals: tuple[External, ...] = ()
    enforce_from: date | None = None
    waivers: tuple[Waiver, ...] = ()
    annotation_waivers: Literal["allowed", "forbidden"] = "allowed"
