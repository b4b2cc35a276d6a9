"""One Kubernetes object, where it came from, and who it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import orjson

from gate.model.json import JsonObject


@dataclass(frozen=True, slots=True, order=True)
class ResourceId:
    """Who a resource is: apiVersion, kind, namespace as written ("" when not), name ("" when none).

    generate_name: the prefix of the name that a server makes where there is none; no part of the identity.
    """

    api_version: str
    kind: str
    namespace: str
    name: str
    generate_name: str = field(default="", compare=False)

    @property
    def group(self) -> str:
        """The API group, "" for the core group."""
        return self.api_version.rpartition("/")[0]

    def __str__(self) -> str:
        """`Kind namespace/name`, for people; `Kind namespace/prefix*` where a server makes the name."""
        name = self.name or (f"{self.generate_name}*" if self.generate_name else "(no name)")
        return f"{self.kind} {self.namespace + '/' if self.namespace else ''}{name}"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a resource was made from, as far as its rendering tells; `locate` does the rest.

    target: the target's name.
    path: the file that first wrote it (manifest, kustomize base, chart template); "" when unknown.
    document: which document of that file, counted as `gate.documents` counts; None when unknown.
    item: the index in `items` where the document is a List; None otherwise.
    generated_in: the kustomization file whose generator made it; "" when it is not generated.
    """

    target: str
    path: str = ""
    document: int | None = None
    item: int | None = None
    generated_in: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """One Kubernetes object of one target.

    index: its place in the target's rendering. body: the object as JSON bytes, decoded by who needs it.
    kubernetes_versions: the versions ("1.34") that this rendering is for.
    unknown: JSON pointers whose value the gate cannot know (SOPS ciphertext, substitution from a Secret):
    findings at or below them are dropped and counted.
    """

    id: ResourceId
    index: int
    body: bytes
    provenance: Provenance
    kubernetes_versions: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        return self.provenance.target

    def decode(self) -> JsonObject:
        """The object itself; a fresh copy each time."""
        return cast("JsonObject", orjson.loads(self.body))
