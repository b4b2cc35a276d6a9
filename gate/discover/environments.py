"""Which environment and cluster a target belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from gate.config.settings import Environment, Settings
from gate.sources.globs import covers_any

# Names by which repositories call environments, and the folders that they keep them in.
NAMES = frozenset(
    [
        "dev",
        "devel",
        "develop",
        "development",
        "test",
        "testing",
        "tst",
        "qa",
        "uat",
        "sit",
        "int",
        "integration",
        "staging",
        "stage",
        "stg",
        "preprod",
        "preview",
        "pre-production",
        "preproduction",
        "prod",
        "prd",
        "production",
        "live",
        "sandbox",
        "canary",
    ]
)
FOLDERS = frozenset(
    [
        "overlays",
        "overlay",
        "environments",
        "environment",
        "envs",
        "env",
        "clusters",
        "cluster",
        "stages",
        "stage",
    ]
)


@dataclass(frozen=True, slots=True)
class Place:
    """An environment ("" for none) and the cluster: the scope of identity and references."""

    environment: str
    cluster: str


def place(settings: Settings, name: str, path: str, values: tuple[str, ...] = ()) -> Place:
    """Where a target belongs. values: the names of its values file, which decide before the path does.

    Without configured environments the environment is told from the path, for people only: two applications
    that both have `overlays/dev` need not share a cluster, so each target is a cluster of its own.
    """
    if not settings.environments:
        return Place(inferred(path), name)
    environment = _configured(settings.environments, name, path, values)
    if environment is None:
        return Place("", name)
    for cluster in environment.clusters:
        if covers_any(cluster.paths, path):
            return Place(environment.name, f"{environment.name}/{cluster.name}")
    return Place(environment.name, environment.name)


def of_values(settings: Settings, path: str, inside: str) -> str:
    """The configured environment that names a values file (its path, and its path in the chart)."""
    found = _by_values(settings.environments, (path, inside))
    return found.name if found else ""


def is_name(label: str) -> bool:
    """Whether a label is what people call an environment: `prod`, `eu-prod`, `staging_2`."""
    return label.lower() in NAMES or any(part in NAMES for part in re.split(r"[-_.\d]+", label.lower()))


def inferred(path: str) -> str:
    """The environment that a path speaks of, "" for none: `overlays/dev`, `clusters/production/apps`."""
    segments = path.split("/")
    for holder, segment in pairwise(segments):
        if holder.lower() in FOLDERS and is_name(segment):
            return segment
    return segments[-1] if segments[-1].lower() in NAMES else ""


def _configured(
    environments: tuple[Environment, ...], name: str, path: str, values: tuple[str, ...]
) -> Environment | None:
    found = _by_values(environments, (*values, name)) if values else None
    by_path = (environment for environment in environments if covers_any(environment.paths, path))
    return found or next(by_path, None)


def _by_values(environments: tuple[Environment, ...], names: tuple[str, ...]) -> Environment | None:
    for environment in environments:
        if any(covers_any(environment.values, name) for name in names):
            return environment
    return None
