"""What quotas and limits say against themselves (pkg/apis/core/validation), and the system's priorities."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gate.model.json import JsonObject, mapping, text
from gate.validate.explain import Fault
from gate.validate.relations.places import fault, items, repeated_field
from gate.validate.relations.quantities import quantity
from gate.validate.wording import Tokens

_SYSTEM_VALUES = {"system-cluster-critical": 2000000000, "system-node-critical": 2000001000}
_COUNTED = frozenset(
    {
        "configmaps",
        "persistentvolumeclaims",
        "pods",
        "replicationcontrollers",
        "resourcequotas",
        "secrets",
        "services",
        "services.loadbalancers",
        "services.nodeports",
    }
)
_MEASURED = frozenset({"cpu", "memory", "ephemeral-storage"})
_KNOWN = (
    _COUNTED | _MEASURED | {f"{side}.{name}" for side in ("requests", "limits") for name in _MEASURED}
) | {"requests.storage"}
_ORDER = (
    ("min", "max"),
    ("min", "defaultRequest"),
    ("min", "default"),
    ("defaultRequest", "default"),
    ("defaultRequest", "max"),
    ("default", "max"),
)
"""Of each pair of fields of a LimitRange, the first must not be more than the second."""


def quota_faults(body: JsonObject) -> Iterator[Fault]:
    """The resources that a ResourceQuota counts, and their amounts."""
    for name, amount in mapping(mapping(body.get("spec")).get("hard")).items():
        place = ("spec", "hard", name)
        if "/" not in name and name not in _KNOWN and "hugepages-" not in name:
            says = "must be a resource that quotas know, or have a domain such as example.com/gpu"
            yield fault("api/value", place, says)
        number = quantity(amount)
        if number is not None and number < 0:
            yield fault("api/range", place, f"is {amount}, must be 0 or more")
        elif number is not None and name in _COUNTED and number.denominator != 1:
            yield fault("api/format", place, f"is {amount}, must be a whole number")


def limit_range_faults(body: JsonObject) -> Iterator[Fault]:
    """The limits of a LimitRange: one item a type, and min <= defaultRequest <= default <= max."""
    limits = mapping(body.get("spec")).get("limits")
    yield from repeated_field(limits, ("spec", "limits"), "type")
    for place, item in items(limits, ("spec", "limits")):
        yield from _order_faults(item, place)
        yield from _ratio_faults(item, place)
        bounds = {**mapping(item.get("min")), **mapping(item.get("max"))}
        if item.get("type") == "PersistentVolumeClaim" and "storage" not in bounds:
            says = "must set min.storage or max.storage where type is PersistentVolumeClaim"
            yield fault("api/required", place, says, "Set max.storage.")


def priority_class_faults(body: JsonObject) -> Iterator[Fault]:
    """The values of the two classes that belong to the system."""
    value = _SYSTEM_VALUES.get(text(mapping(body.get("metadata")).get("name")))
    if value and isinstance(body.get("value"), int) and body["value"] != value:
        yield fault("api/range", ("value",), f"is {body['value']}, must be {value} for this class")


def _amounts(item: JsonObject, field: str) -> dict[str, Fraction]:
    found = {name: quantity(amount) for name, amount in mapping(item.get(field)).items()}
    return {name: number for name, number in found.items() if number is not None}


def _order_faults(item: JsonObject, place: Tokens) -> Iterator[Fault]:
    for low, high in _ORDER:
        least, most = _amounts(item, low), _amounts(item, high)
        for name in sorted(least.keys() & most.keys()):
            if least[name] > most[name]:
                amounts = [str(mapping(item[field])[name]) for field in (low, high)]
                says = f"is {amounts[0]}, must be at most {high}, which is {amounts[1]}"
                yield fault("api/conflict", (*place, low, name), says, f"Lower {low}, or raise {high}.")


def _ratio_faults(item: JsonObject, place: Tokens) -> Iterator[Fault]:
    least, most = _amounts(item, "min"), _amounts(item, "max")
    for name, ratio in _amounts(item, "maxLimitRequestRatio").items():
        at = (*place, "maxLimitRequestRatio", name)
        if ratio < 1:
            yield fault("api/range", at, f"is {float(ratio):g}, must be 1 or more")
        elif least.get(name, 0) > 0 and name in most and ratio > most[name] / least[name]:
            highest = float(most[name] / least[name])
            says = f"is {float(ratio):g}, must be at most max / min, which is {highest:g}"
            yield fault("api/conflict", at, says, "Lower the ratio.")
