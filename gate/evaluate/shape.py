"""What of a resource a policy is shown, and which rules are asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import orjson

from gate.evaluate.secrets import masked
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


class ByMentions(AsItIs):
    """The resource itself, asked about by the rules that fit its kind and of whose `mentions` it holds one.

    Most rules of the pack look for one field that few resources have: to look for its name is a hundred times
    cheaper than to ask.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rule for rule in rules if rule.mentions)
        self._of_kind: dict[str, tuple[bytes, ...]] = {}

    def group(self, resource: Resource) -> str:
        held = (str(index) for index, word in enumerate(self._words(resource)) if word in resource.body)
        return " ".join((resource.id.kind, *held))

    def concerns(self, rule: Rule, resource: Resource) -> bool:
        return super().concerns(rule, resource) and (
            not rule.mentions or any(word.encode() in resource.body for word in rule.mentions)
        )

    def _words(self, resource: Resource) -> tuple[bytes, ...]:
        kind = resource.id.kind
        if kind not in self._of_kind:
            fitting = (rule for rule in self._rules if AsItIs.concerns(self, rule, resource))
            words = {word.encode() for rule in fitting for word in rule.mentions}
            self._of_kind[kind] = tuple(sorted(words))
        return self._of_kind[kind]


class SecretsMasked(AsItIs):
    """The resource itself, the values of a Secret replaced: rules of others may tell what they see."""

    def body(self, resource: Resource) -> bytes:
        return orjson.dumps(masked(resource.decode())) if resource.id.kind == "Secret" else resource.body


AS_IT_IS = AsItIs()
SECRETS_MASKED = SecretsMasked()
