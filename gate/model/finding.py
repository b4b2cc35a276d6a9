"""Anything said about the repository: symbolic first, concrete after `locate`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from gate.model.resource import Provenance, ResourceId

Severity: TypeAlias = Literal["error", "warning", "info"]
Precision: TypeAlias = Literal["exact", "file", "target"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the repository. Lines and columns count from 1, columns in characters.

    precision: `exact`: this line is the cause; `file`: the cause is in this file (a line, where given, is
    where the resource starts); `target`: only the target is known.
    quote: the text of the line with Secret values masked, "" where there is none to show.
    """

    path: str
    line: int | None = None
    column: int | None = None
    precision: Precision = "exact"
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """A further place that helps to understand a finding."""

    location: Location
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, about what. Messages and remedies never hold a Secret's value.

    rule: `family/name`. target: the target's name, "" when the finding is about no target.
    pointer: a JSON pointer into the resource. at_key: the finding is about the key, not its value
    (an unknown field); then the place is the key's.
    location: only where the stage knows the place itself (text that does not parse, a render that failed,
    configuration); otherwise `locate` finds it from provenance and pointer.
    unjudged: the gate could not judge; never waived by a pattern.
    remedy: one line, what to do.
    kubernetes_versions: the versions it holds for; empty where versions do not matter.
    pinned: nothing in the repository softens or waives it.
    """

    rule: str
    severity: Severity
    message: str
    target: str = ""
    resource: ResourceId | None = None
    provenance: Provenance | None = None
    pointer: str = ""
    at_key: bool = False
    location: Location | None = None
    related: tuple[Related, ...] = ()
    unjudged: bool = False
    remedy: str = ""
    kubernetes_versions: tuple[str, ...] = ()
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Located:
    """A finding with its place in the repository and what stays the same when the place moves.

    fingerprint: as the report contract defines it (no message, line, version or path in it).
    """

    finding: Finding
    location: Location | None
    related: tuple[Related, ...]
    environment: str
    cluster: str
    fingerprint: str
