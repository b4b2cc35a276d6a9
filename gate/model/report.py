"""The report: everything a run has to say, in the shape of the published contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from gate.model.finding import Location, Related, Severity
from gate.model.outcome import Account
from gate.model.resource import ResourceId
from gate.model.rule import Rule
from gate.model.waiver import AnnotatedWaiver, Status, Waiver, WaiverUse

Verdict: TypeAlias = Literal["pass", "fail", "incomplete"]
TargetStatus: TypeAlias = Literal["rendered", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class ErrorNote:
    """A fault of the gate's set-up."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Findings with the same rule, location and message, told once with all their targets."""

    rule: str
    severity: Severity
    unjudged: bool
    message: str
    targets: tuple[str, ...]
    environments: tuple[str, ...]
    kubernetes_versions: tuple[str, ...]
    resource: ResourceId | None
    pointer: str
    location: Location | None
    related: tuple[Related, ...]
    status: Status
    waiver: Waiver | AnnotatedWaiver | None
    fingerprint: str
    help: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """One target, as it went."""

    name: str
    kind: str
    path: str
    environment: str
    cluster: str
    kubernetes_versions: tuple[str, ...]
    status: TargetStatus
    resources: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Accounting:
    """What was judged and what was not. dropped: findings at values that the gate cannot know."""

    found: int
    rendered: int
    failed: int
    skipped_targets: int
    resources: int
    rules: int
    skipped: tuple[Account, ...]
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What evaluated the policies: `opa` or `embedded`, and its version."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Report:
    """One run.

    enforced: False while nothing can fail it (`--exit-zero`, `enforce.from` in the future); notice says why.
    notices: sentences that every format shows (the Kubernetes version chosen by default, a trusted ref
    without configuration, …). rules: the metadata of every rule that was asked, by id.
    tools: name -> version.
    """

    verdict: Verdict
    exit_code: int
    errors: tuple[ErrorNote, ...]
    gate_version: str
    engine: EngineInfo | None
    tools: tuple[tuple[str, str], ...]
    head: str
    base: str
    trust: str
    accounting: Accounting
    targets: tuple[TargetEntry, ...]
    entries: tuple[Entry, ...]
    rules: tuple[Rule, ...]
    waivers: tuple[WaiverUse, ...] = ()
    enforced: bool = True
    notices: tuple[str, ...] = ()
    seconds: float = 0.0
