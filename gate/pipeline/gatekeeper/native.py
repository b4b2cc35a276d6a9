"""Templates in CEL, asked as the ValidatingAdmissionPolicies that they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from gate.evaluate.gatekeeper import Application, NativeSource, Template, Violation, policy_of
from gate.model.json import JsonObject
from gate.validate.admission.clusters import Cluster
from gate.validate.admission.compiling import CompiledPolicy, compiled_policy
from gate.validate.admission.evaluating import Activation, Budget, Decision, decisions, is_met
from gate.validate.admission.matching import Attributes, Doubt


class NativeTemplates:
    """The templates in CEL of one cluster, for one Kubernetes version."""

    def __init__(self, cluster: Cluster, kubernetes: str, budget: Budget) -> None:
        self._cluster = cluster
        self._budget = budget
        self._compiled = cache(lambda template: _compiled(template, kubernetes))

    def violations(self, application: Application, attributes: Attributes) -> Iterator[Violation]:
        """What a constraint says of a resource that it means."""
        policy: CompiledPolicy
        ignores, policy = self._compiled(application.template)
        for one in self._decided(application.constraint.body, attributes, policy, ignores=ignores):
            if isinstance(one, Doubt):
                yield Violation(application, attributes.resource, one.reason, failed=True)
            else:
                yield Violation(application, attributes.resource, one.message)

    def _decided(
        self, constraint: JsonObject, attributes: Attributes, policy: CompiledPolicy, *, ignores: bool
    ) -> Iterator[Decision | Doubt]:
        seen = self._cluster.seen(attributes, attributes.api)
        if isinstance(seen, Doubt):
            yield seen
            return
        values = {**seen.values, "params": constraint}
        secret = attributes.api.kind == "Secret"
        before = Activation({**values, "namespaceObject": None}, seen.unknown, policy, self._budget, secret)
        met = is_met(before, ignores=ignores)
        if isinstance(met, Decision | Doubt):
            yield met
        elif met:
            activation = Activation(values, seen.unknown, policy, self._budget, secret)
            yield from decisions(activation, ignores=ignores)


def _compiled(template: Template, kubernetes: str) -> tuple[bool, CompiledPolicy]:
    """Whether failures are ignored, and the expressions."""
    assert isinstance(template.source, NativeSource)
    spec = policy_of(template, template.source)
    assert isinstance(spec, dict)  # what Gatekeeper refuses is told, and applies to nothing
    return spec.get("failurePolicy") == "Ignore", compiled_policy(spec, kubernetes)
