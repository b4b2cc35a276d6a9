"""Each policy of a cluster asked about each resource that it means."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from gate.expressions import CompileFault
from gate.model.json import mapping
from gate.model.resource import Resource
from gate.validate.admission.clusters import Cluster
from gate.validate.admission.compiling import CompiledPolicy, compiled_policy
from gate.validate.admission.evaluating import Activation, Budget, Decision, decisions, is_met
from gate.validate.admission.kinds import Api
from gate.validate.admission.matching import Attributes, Doubt, matched
from gate.validate.admission.parameters import Misconfigured, Parameter, parameters
from gate.validate.admission.reading import Binding, Policy
from gate.validate.admission.saying import Denial, Said, Unanswered

_EXEMPT_GROUP = "admissionregistration.k8s.io"
_EXEMPT_GROUPS = frozenset({_EXEMPT_GROUP, "authentication.k8s.io", "authorization.k8s.io"})


class Asking:
    """The policies of one cluster, with their bindings, for one Kubernetes version."""

    def __init__(
        self,
        cluster: Cluster,
        policies: dict[Policy, list[Binding]],
        kubernetes: str,
        budget: Budget,
    ) -> None:
        self._cluster = cluster
        self._budget = budget
        self._compiled = cache(lambda policy: compiled_policy(policy.spec, kubernetes))
        self._policies = policies
        self.applied: set[Policy] = set()

    def about(self, resources: list[Resource]) -> Iterator[Said]:
        """What the policies say of resources."""
        asked = (one for one in resources if one.id.group not in _EXEMPT_GROUPS)
        for attributes in self._cluster.requests(asked):
            for policy, bindings in self._policies.items():
                yield from self._of(policy, bindings, attributes)

    def _of(self, policy: Policy, bindings: list[Binding], attributes: Attributes) -> Iterator[Said]:
        found = matched(mapping(policy.spec.get("matchConstraints")), attributes)
        if found is None:
            return
        if isinstance(found, Api):
            self.applied.add(policy)
        for binding in bindings:
            resources = binding.spec.get("matchResources")
            bound = matched(mapping(resources), attributes) if resources else attributes.api
            if bound is None:
                continue
            doubt = next((one for one in (found, bound) if isinstance(one, Doubt)), None)
            if doubt is not None:
                yield Unanswered(attributes.resource, policy, binding, doubt.reason)
            elif isinstance(found, Api):
                yield from self._by_binding(policy, binding, attributes, found)

    def _by_binding(
        self, policy: Policy, binding: Binding, attributes: Attributes, api: Api
    ) -> Iterator[Said]:
        compiled: CompiledPolicy = self._compiled(policy)
        if _is_refused(compiled):
            return  # the server has no such policy, which is told of its definition
        for one in self._decided(policy, binding, attributes, api, compiled):
            if isinstance(one, Doubt):
                yield Unanswered(attributes.resource, policy, binding, one.reason)
            else:
                yield Denial(attributes.resource, policy, binding, one)

    def _decided(
        self, policy: Policy, binding: Binding, attributes: Attributes, api: Api, compiled: CompiledPolicy
    ) -> Iterator[Decision | Doubt]:
        seen = self._cluster.seen(attributes, api)
        if isinstance(seen, Doubt):
            yield seen
            return
        for parameter in self._parameters(policy, binding, attributes):
            if isinstance(parameter, Doubt | Decision):
                yield parameter
                continue
            values = {**seen.values, "params": parameter.body if parameter else None}
            secret = "Secret" in {attributes.api.kind, parameter.resource.id.kind if parameter else ""}
            unknown = seen.unknown
            if parameter:
                unknown += tuple(
                    ("params", *pointer.split("/")[1:]) for pointer in parameter.resource.unknown
                )
            before = Activation({**values, "namespaceObject": None}, unknown, compiled, self._budget, secret)
            met = is_met(before, ignores=policy.ignores_failures)
            if isinstance(met, Decision | Doubt):
                yield met
            elif met:
                activation = Activation(values, unknown, compiled, self._budget, secret)
                yield from decisions(activation, ignores=policy.ignores_failures)

    def _parameters(
        self, policy: Policy, binding: Binding, attributes: Attributes
    ) -> list[Parameter | None] | list[Doubt] | list[Decision]:
        kind = policy.param_kind or ("", "")
        found = parameters(
            policy,
            binding,
            attributes.namespace,
            is_namespaced=self._cluster.is_namespaced(kind[0].rpartition("/")[0], kind[1]),
            find=self._cluster.parameters_of,
        )
        if isinstance(found, Doubt):
            return [found]
        if isinstance(found, Misconfigured):
            said = f"failed to configure binding: {found.message}"
            decision = Decision(said, "/spec/paramKind", failed=True, always=True)
            return [] if policy.ignores_failures else [decision]
        return found


def _is_refused(compiled: CompiledPolicy) -> bool:
    """Whether an expression does not compile, so that the server does not take the policy."""
    every = [
        *(result for _, result in compiled.conditions),
        *(result for _, result in compiled.variables),
        *(result for _, *results in compiled.validations for result in results),
        *(result for _, result in compiled.annotations),
    ]
    return any(isinstance(one, CompileFault) and not one.unjudgeable for one in every)
