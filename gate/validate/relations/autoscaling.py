"""What an autoscaler's fields say against each other (pkg/apis/autoscaling/validation)."""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, sequence, text
from gate.validate.explain import Fault
from gate.validate.relations.places import fault, items
from gate.validate.relations.quantities import quantity
from gate.validate.relations.resources import is_of_containers
from gate.validate.wording import Tokens, quoted

_SOURCES = ("resource", "containerResource", "pods", "object", "external")
_OUTSIDE_PODS = frozenset({"Object", "External"})


def autoscaler_faults(body: JsonObject) -> Iterator[Fault]:
    """The bounds of the replicas, and amounts of metrics and tolerances."""
    spec = mapping(body.get("spec"))
    least, most = spec.get("minReplicas"), spec.get("maxReplicas")
    if isinstance(least, int) and isinstance(most, int) and 0 < most < least:
        says = f"is {most}, must be at least minReplicas, which is {least}"
        yield fault("api/conflict", ("spec", "maxReplicas"), says, "Raise maxReplicas, or lower minReplicas.")
    for place, metric in items(spec.get("metrics"), ("spec", "metrics")):
        for name in _SOURCES:
            yield from _amount_faults(
                mapping(mapping(metric.get(name)).get("target")), (*place, name, "target")
            )
        resource = mapping(metric.get("containerResource")).get("name")
        if isinstance(resource, str) and resource and not is_of_containers(resource):
            says = f"is {quoted(resource)}, must be a resource of containers such as cpu or memory"
            yield fault("api/name", (*place, "containerResource", "name"), says)


def scale_to_zero_faults(body: JsonObject) -> Iterator[Fault]:
    """An autoscaler that goes down to no pods needs a metric that does not come from pods."""
    spec = mapping(body.get("spec"))
    if spec.get("minReplicas") == 0 and not _OUTSIDE_PODS & {
        text(mapping(metric).get("type")) for metric in sequence(spec.get("metrics"))
    }:
        says = "is 0, must be 1 or more without a metric of type Object or External"
        yield fault("api/conflict", ("spec", "minReplicas"), says)


def tolerance_faults(body: JsonObject) -> Iterator[Fault]:
    """Tolerances below 0."""
    behavior = mapping(mapping(body.get("spec")).get("behavior"))
    for direction in ("scaleUp", "scaleDown"):
        tolerance = mapping(behavior.get(direction)).get("tolerance")
        number = quantity(tolerance)
        if number is not None and number < 0:
            place = ("spec", "behavior", direction, "tolerance")
            yield fault("api/range", place, f"is {tolerance}, must be 0 or more")


def _amount_faults(target: JsonObject, place: Tokens) -> Iterator[Fault]:
    for field in ("value", "averageValue"):
        number = quantity(target.get(field))
        if number is not None and number <= 0:
            yield fault("api/range", (*place, field), f"is {target[field]}, must be more than 0")
