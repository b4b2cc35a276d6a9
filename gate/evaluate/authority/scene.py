"""What is looked at: the resources of one cluster, each in the namespace that it is sent to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gate.model.json import JsonObject
from gate.model.resource import Resource

Tokens = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pods:
    """The pods that a resource runs: their spec, and where in the resource it stands."""

    at: Tokens
    spec: JsonObject


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A resource of a cluster. namespace: as `model.inventory` has it, "" for none.

    meant: from a namespace that the resource writes elsewhere to the one that it is. pods: None for none.
    """

    resource: Resource
    namespace: str
    body: JsonObject
    meant: Callable[[str], str]
    pods: Pods | None = None

    @property
    def kind(self) -> tuple[str, str]:
        return self.resource.id.group, self.resource.id.kind


@dataclass(frozen=True, slots=True)
class Scene:
    """A cluster. trusted: by rule, globs on the subjects whose authority is meant."""

    resources: Sequence[Placed]
    trusted: Mapping[str, tuple[str, ...]]
