"""Which resource of the API a kind is, and which others are the same thing in another version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gate.validate.catalogues import Catalogue

_SHARED_STORAGE = (("", "events"), ("events.k8s.io", "events"))


@dataclass(frozen=True, slots=True)
class Api:
    """A kind with the name of its resource in the API. is_known: it is served, as far as anyone can see."""

    group: str
    version: str
    kind: str
    plural: str
    is_custom: bool = False
    is_known: bool = True

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version


def plural_of(kind: str) -> str:
    """The resource of a built-in kind: it follows from the kind's name for all of them.

    Source: UnsafeGuessKindToResource in k8s.io/apimachinery/pkg/api/meta/restmapper.go.
    """
    lower = kind.lower()
    if lower == "endpoints":
        return lower
    if lower.endswith("s"):
        return f"{lower}es"
    return f"{lower[:-1]}ies" if lower.endswith("y") else f"{lower}s"


class Kinds:
    """The kinds that the API server of a Kubernetes version serves."""

    def __init__(self, catalogue: Catalogue, kubernetes: str) -> None:
        self._catalogue = catalogue
        self._release = catalogue.release(kubernetes)

    def api(self, api_version: str, kind: str) -> Api:
        """The resource of a kind, by the usual way of naming it where the kind is not known."""
        group, _, version = api_version.rpartition("/")
        if (api_version, kind) in self._release.kinds:
            return Api(group, version, kind, plural_of(kind))
        for definition in self._catalogue.custom.definitions(group, kind):
            if version in definition.served:
                return Api(group, version, kind, definition.plural or plural_of(kind), is_custom=True)
        return Api(group, version, kind, plural_of(kind), is_custom=True, is_known=False)

    def equivalents(self, api: Api) -> Iterator[Api]:
        """The same resource in the other versions that are served."""
        if api.is_custom:
            for definition in self._catalogue.custom.definitions(api.group, api.kind):
                for version in definition.served:
                    if version != api.version:
                        yield Api(api.group, version, api.kind, api.plural, is_custom=True)
            return
        for api_version in self._release.api_versions.get(api.kind, ()):
            group, _, version = api_version.rpartition("/")
            same = group == api.group or {(group, api.plural), (api.group, api.plural)} == set(
                _SHARED_STORAGE
            )
            if same and api_version != api.api_version:
                yield Api(group, version, api.kind, api.plural)
