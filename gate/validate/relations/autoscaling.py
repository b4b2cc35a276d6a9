"""What an autoscaler's fields say against each other (pkg/apis/autoscaling/validation)."""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject, mapping
from gate.validate.explain import Fault
from gate.validate.relations.places import fault


def autoscaler_faults(body: JsonObject) -> Iterator[Fault]:
    """The bounds of the replicas."""
    spec = mapping(body.get("spec"))
    least, most = spec.get("minReplicas"), spec.get("maxReplicas")
    if isinstance(least, int) and isinstance(most, int) and 0 < most < least:
        says = f"is {most}, must be at least minReplicas, which is {least}"
        yield fault("api/conflict", ("spec", "maxReplicas"), says, "Raise maxReplicas, or lower minReplicas.")
