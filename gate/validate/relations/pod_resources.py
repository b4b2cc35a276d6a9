"""Requests and limits of a whole pod, and those of its containers against them.

Source: validatePodResources and validatePodResourceConsistency in pkg/apis/core/validation/validation.go, and
defaultPodRequests in pkg/apis/core/v1/defaults.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from gate.model.json import JsonObject, JsonValue, mapping
from gate.validate.explain import Fault
from gate.validate.relations.places import fault, items
from gate.validate.relations.pods import pod_spec
from gate.validate.relations.quantities import quantity
from gate.validate.relations.resources import overhead_faults, resource_faults
from gate.validate.wording import Tokens

Amounts: TypeAlias = "dict[str, Fraction]"
_SUPPORTED = ("cpu", "memory")
_HUGE = "hugepages-"


def pod_resource_faults(body: JsonObject) -> Iterator[Fault]:
    """The faults of `resources` and `overhead` of the pod that a resource is or makes."""
    place, spec = pod_spec(body)
    yield from overhead_faults(mapping(spec.get("overhead")), (*place, "overhead"))
    here, resources = (*place, "resources"), mapping(spec.get("resources"))
    if not resources:
        return
    yield from _name_faults(resources, here)
    yield from resource_faults(resources, here)
    is_pod = body.get("kind") == "Pod"
    yield from _sum_faults(resources, here, _needed(spec, is_pod=is_pod), is_pod=is_pod)
    limits = _amounts(resources.get("limits"))
    for at, container in items(spec.get("containers"), (*place, "containers")):
        for name, limit in _amounts(mapping(container.get("resources")).get("limits")).items():
            if limit > limits.get(name, limit):
                says = "must be at most the limit of the pod"
                yield fault("api/conflict", (*at, "resources", "limits", name), says, "Lower the limit.")


def _name_faults(resources: JsonObject, place: Tokens) -> Iterator[Fault]:
    for kind in ("limits", "requests"):
        for name in mapping(resources.get(kind)):
            if name not in _SUPPORTED and not name.startswith(_HUGE):
                says = "is not a resource of pods, must be cpu, memory or hugepages-SIZE"
                yield fault("api/name", (*place, kind, name), says, "Set it for the containers.")


def _sum_faults(resources: JsonObject, place: Tokens, needed: Amounts, *, is_pod: bool) -> Iterator[Fault]:
    """Requests that do not suffice; where a Pod has none, the server requests what its containers do."""
    requests, limits = _amounts(resources.get("requests")), _amounts(resources.get("limits"))
    for name, amount in needed.items():
        if name in requests and amount > requests[name]:
            says = "must be at least the sum of the requests of the containers"
            yield fault("api/conflict", (*place, "requests", name), says, "Raise the request of the pod.")
        elif is_pod and name not in requests and amount > limits.get(name, amount):
            says = "must be at least the sum of the requests of the containers"
            yield fault("api/conflict", (*place, "limits", name), says, "Raise the limit of the pod.")


def _needed(spec: JsonObject, *, is_pod: bool) -> Amounts:
    """What the containers request together: at once, or each init container with the sidecars before it."""
    running: Amounts = {}
    for _, container in items(spec.get("containers"), ()):
        _add(running, _requests(container, is_pod=is_pod))
    sidecars: Amounts = {}
    starting: Amounts = {}
    for _, container in items(spec.get("initContainers"), ()):
        requests = _requests(container, is_pod=is_pod)
        with_sidecars = dict(sidecars)
        _add(with_sidecars, requests)
        if container.get("restartPolicy") == "Always":
            _add(running, requests)
            sidecars = with_sidecars
        for name, amount in with_sidecars.items():
            starting[name] = max(starting.get(name, amount), amount)
    return {
        name: max(running.get(name, Fraction(0)), starting.get(name, Fraction(0)))
        for name in {**running, **starting}
    }


def _requests(container: JsonObject, *, is_pod: bool) -> Amounts:
    resources = mapping(container.get("resources"))
    limits = _amounts(resources.get("limits")) if is_pod else {}
    return {**limits, **_amounts(resources.get("requests"))}


def _add(total: Amounts, amounts: Amounts) -> None:
    for name, amount in amounts.items():
        total[name] = total.get(name, Fraction(0)) + amount


def _amounts(value: JsonValue) -> Amounts:
    read = {name: quantity(amount) for name, amount in mapping(value).items()}
    return {name: amount for name, amount in read.items() if amount is not None}
