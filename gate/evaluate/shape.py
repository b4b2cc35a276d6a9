"""What of a resource a policy is shown, and which rules are asked of it."""

from __future__ import annotations

from typing import Protocol

from gate.model.resource import Resource
from gate.model.rule import Rule


class Shape(Protocol):
    """What of a resource the policies are shown, and which rules it concerns."""

    def body(self, resource: Resource) -> bytes:
        """The JSON that stands for the resource."""

    def group(self, resource: Resource) -> str:
        """A name for all resources that the same rules concern."""

    def concerns(self, rule: Rule, resource: Resource) -> bool:
        """Whether a rule is asked of a resource; the same for all of a group."""


class AsItIs:
    """The resource itself, asked about by the rules that name its kind, or no kind at all."""

    def body(self, resource: Resource) -> bytes:
        return resource.body

    def group(self, resource: Resource) -> str:
        return resource.id.kind

    def concerns(self, rule: Rule, resource: Resource) -> bool:
        return not rule.kinds or resource.id.kind in rule.kinds


AS_IT_IS = AsItIs()
