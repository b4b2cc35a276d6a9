"""One question that the gate asks, with what people and profiles need to know of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from gate.model.finding import Severity
from gate.model.json import JsonObject

RuleSeverity: TypeAlias = Severity | Literal["ignore"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Metadata of a rule, built in or a policy.

    id: `family/name`. severity: what it has in the profile `recommended`.
    kinds: the kinds that a policy looks at, empty for all; scope: one resource, or all of a cluster.
    params: JSON Schema of its parameters, each with a default. remediation: one line, what to do.
    policy: whether it is a Rego policy; otherwise a stage of the gate asks it. pinned: nothing in
    the repository changes its severity or parameters, waives it, or puts it off.
    mentions: texts of which the JSON of every resource that it finds fault with holds one; empty where that
    cannot be said. varies: whether its findings say how much each weighs, as far as no settings do.
    """

    id: str
    title: str
    description: str
    severity: RuleSeverity
    remediation: str
    kinds: tuple[str, ...] = ()
    scope: Literal["resource", "cluster"] = "resource"
    params: JsonObject = field(default_factory=dict)
    related_resources: tuple[str, ...] = ()
    policy: bool = False
    pinned: bool = False
    varies: bool = False
    mentions: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        return self.id.partition("/")[0]
