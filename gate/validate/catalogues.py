"""The schemas that a run judges by: those of its Kubernetes versions, and its CustomResourceDefinitions."""

from __future__ import annotations

from collections.abc import Iterable

from gate.errors import ConfigError
from gate.model.json import JsonObject
from gate.validate.custom import CustomKinds
from gate.validate.schemas import Release, release
from gate.validate.versions import age, available_versions


class Catalogue:
    """Schemas of several Kubernetes versions and of custom kinds.

    Loaded and compiled lazily per version and kind. It can be sent to another process, where it compiles
    anew.
    """

    def __init__(self, versions: tuple[str, ...], crds: tuple[JsonObject, ...]) -> None:
        self.versions = tuple(sorted(set(versions), key=age))
        self._crds = crds
        self._releases = {version: release(version) for version in self.versions}
        self.newest = self._releases[self.versions[-1]]
        self.custom = CustomKinds(crds, self.newest)

    def __reduce__(self) -> tuple[type[Catalogue], tuple[tuple[str, ...], tuple[JsonObject, ...]]]:
        return Catalogue, (self.versions, self._crds)

    def release(self, version: str) -> Release:
        """The built-in APIs of one of the catalogue's versions. KeyError for any other."""
        return self._releases[version]

    def has_built_in(self, api_version: str, kind: str) -> bool:
        """Whether one of the catalogue's Kubernetes versions serves the kind itself."""
        return any((api_version, kind) in release.kinds for release in self._releases.values())


def prepare(versions: Iterable[str]) -> None:
    """Get ready what every resource needs of the schemas of available versions, which takes a moment."""
    for version in versions:
        prepared = release(version)
        assert prepared.kinds
        assert prepared.registry


def catalogue(versions: tuple[str, ...], crds: Iterable[JsonObject]) -> Catalogue:
    """The catalogue for Kubernetes versions ("1.34"; none: the newest) and CustomResourceDefinition bodies.

    ConfigError when there are no schemas for a version.
    """
    available = available_versions()
    for version in versions:
        if version not in available:
            raise ConfigError(
                f"There are no schemas for Kubernetes {version}.",
                f"Choose versions from {available[0]} to {available[-1]}.",
            )
    return Catalogue(versions or available[-1:], tuple(crds))
