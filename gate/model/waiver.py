"""Accepted exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from gate.model.finding import Finding, Located, Location
from gate.model.resource import Provenance, ResourceId


@dataclass(frozen=True, slots=True)
class ResourcePattern:
    """The resource that a waiver means: kind and name exactly; namespace where given."""

    kind: str
    name: str
    namespace: str | None = None

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Waiver:
    """An accepted exception: an exact rule, and a resource or a path (glob) of the finding's source.

    source: where it is written.
    """

    rule: str
    reason: str
    owner: str
    expires: date
    source: Location
    resource: ResourcePattern | None = None
    path: str = ""
    environment: str = ""


@dataclass(frozen=True, slots=True)
class AnnotatedWaiver:
    """An accepted exception that stands on the resource it is about, in the annotation at `pointer`."""

    rule: str
    reason: str
    owner: str
    expires: date
    resource: ResourceId
    provenance: Provenance
    pointer: str


Status: TypeAlias = Literal["open", "waived", "baseline"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A located finding and whether it counts."""

    located: Located
    status: Status
    waiver: Waiver | AnnotatedWaiver | None = None

    @property
    def finding(self) -> Finding:
        return self.located.finding


WaiverState: TypeAlias = Literal["active", "unmatched", "expired", "untrusted", "forbidden", "pinned"]


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """What became of a waiver in a run.

    state: only an active one hides what it covers; `unmatched` is said of a whole repository alone, so that
    an active one may cover nothing of what a run looked at; `pinned` says that nothing waives the rule.
    location: where it is written.
    """

    waiver: Waiver | AnnotatedWaiver
    state: WaiverState
    covers: tuple[Located, ...] = ()
    location: Location | None = None
