"""Templates in CEL, asked as the ValidatingAdmissionPolicies that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial

from gate.evaluate.gatekeeper import Application, NativeSource, Template, Violation, policy_of
from gate.expressions.types import Value
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
        self._compiled = cache(lambda template: compiled_template(template, kubernetes))

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
        activation = partial(
            Activation, unknown=seen.unknown, policy=policy, budget=self._budget, secret=secret
        )
        yield from decided(activation, values, ignores=ignores)


def decided(
    activation: Callable[[Mapping[str, Value]], Activation], values: Mapping[str, Value], *, ignores: bool
) -> Iterator[Decision | Doubt]:
    """What a template in CEL says where its conditions hold, which see no namespace."""
    met = is_met(activation({**values, "namespaceObject": None}), ignores=ignores)
    if isinstance(met, Decision | Doubt):
        yield met
    elif met:
        yield from decisions(activation(values), ignores=ignores)


def compiled_template(template: Template, kubernetes: str) -> tuple[bool, CompiledPolicy]:
    """Whether failures are ignored, and the expressions."""
    assert isinstance(template.source, NativeSource)
    spec = policy_of(template, template.source)
    assert isinstance(spec, dict)  # what Gatekeeper refuses is told, and applies to nothing
    return spec.get("failurePolicy") == "Ignore", compiled_policy(spec, kubernetes)
