"""What quotas, limits and runtimes say against themselves, and the system's priorities.

Sources: pkg/apis/core/validation, pkg/apis/node/validation and pkg/apis/scheduling/validation.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.validate.explain import Fault
from gate.validate.relations.forms import form_faults
from gate.validate.relations.places import fault, items, repeated_field
from gate.validate.relations.quantities import quantity
from gate.validate.relations.resources import is_of_containers, overhead_faults
from gate.validate.wording import Tokens, dotted

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
_OF_PODS = frozenset({"pods"})
_COMPUTED = frozenset(f"{side}{name}" for side in ("", "requests.", "limits.") for name in ("cpu", "memory"))
_OF_SCOPES = {
    "BestEffort": _OF_PODS,
    "NotBestEffort": _OF_PODS | _COMPUTED,
    "Terminating": _OF_PODS | _COMPUTED,
    "NotTerminating": _OF_PODS | _COMPUTED,
    "PriorityClass": _OF_PODS | _COMPUTED,
    "CrossNamespacePodAffinity": _OF_PODS | _COMPUTED,
    "VolumeAttributesClass": frozenset({"persistentvolumeclaims", "requests.storage"}),
}
"""Which of the standard resources a quota of each scope may count (pkg/apis/core/helper)."""
_ONLY_EXISTS = frozenset(_OF_SCOPES) - {"PriorityClass", "VolumeAttributesClass"}
_RESOURCES = "must be cpu, memory, ephemeral-storage, hugepages-SIZE or an extended resource"
_AMOUNTS = ("min", "max", "default", "defaultRequest", "maxLimitRequestRatio")
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
        if "/" not in name and not _is_standard(name):
            says = "must be a resource that quotas know, or have a domain such as example.com/gpu"
            yield fault("api/value", place, says)
        number = quantity(amount)
        if number is not None and number < 0:
            yield fault("api/range", place, f"is {amount}, must be 0 or more")
        elif number is not None and _is_counted(name) and number.denominator != 1:
            yield fault("api/format", place, f"is {amount}, must be a whole number")


def quota_scope_faults(body: JsonObject) -> Iterator[Fault]:
    """Scopes of a ResourceQuota that do not go with each other, their operators or what is counted."""
    spec = mapping(body.get("spec"))
    place = ("spec", "scopeSelector", "matchExpressions")
    selector = list(items(mapping(spec.get("scopeSelector")).get("matchExpressions"), place))
    named: list[tuple[Tokens, str]] = [
        (("spec", "scopes", index), text(one)) for index, one in enumerate(sequence(spec.get("scopes")))
    ]
    named += [((*at, "scopeName"), text(one.get("scopeName"))) for at, one in selector]
    for at, scope in named:
        for name in mapping(spec.get("hard")) if scope in _OF_SCOPES else ():
            if name not in _OF_SCOPES[scope] and _is_standard(name):
                yield fault("api/conflict", at, f"is {scope}, which does not go with {name} in hard")
    for at, one in selector:
        if one.get("scopeName") in _ONLY_EXISTS and text(one.get("operator")) in {
            "In",
            "NotIn",
            "DoesNotExist",
        }:
            says = f"is {one['operator']}, must be Exists for the scope {one['scopeName']}"
            yield fault("api/value", (*at, "operator"), says)
    scopes = {text(one.get("scopeName")) for _, one in selector}
    for first, second in (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")):
        if {first, second} <= scopes:
            yield fault("api/conflict", place, f"must not hold both {first} and {second}")


def _is_standard(name: str) -> bool:
    return name in _KNOWN or name.startswith(("hugepages-", "requests.hugepages-"))


def _is_counted(name: str) -> bool:
    """Whether a quota of a resource is a whole number: counts of objects, extended resources."""
    return name in _COUNTED or ("/" in name and is_of_containers(name) and "kubernetes.io/" not in name)


def limit_range_faults(body: JsonObject) -> Iterator[Fault]:
    """The limits of a LimitRange: one item a type, and min <= defaultRequest <= default <= max."""
    limits = mapping(body.get("spec")).get("limits")
    yield from repeated_field(limits, ("spec", "limits"), "type")
    for place, item in items(limits, ("spec", "limits")):
        yield from _resource_name_faults(item, place)
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


def runtime_class_faults(body: JsonObject) -> Iterator[Fault]:
    """The overhead and the tolerations of a RuntimeClass."""
    fixed = mapping(mapping(body.get("overhead")).get("podFixed"))
    yield from overhead_faults(fixed, ("overhead", "podFixed"))
    seen: dict[tuple[JsonValue, ...], Tokens] = {}
    scheduling = mapping(body.get("scheduling"))
    for at, toleration in items(scheduling.get("tolerations"), ("scheduling", "tolerations")):
        key = tuple(text(toleration.get(field)) for field in ("key", "operator", "value", "effect"))
        if key in seen:
            yield fault("api/duplicate", at, f"says what {dotted(seen[key])} says")
        seen.setdefault(key, at)


def _resource_name_faults(item: JsonObject, place: Tokens) -> Iterator[Fault]:
    """Names in the amounts of a LimitRange: resources of containers where it is about these, else any."""
    of_containers = text(item.get("type")) in {"Pod", "Container"}
    for field in _AMOUNTS:
        for name in mapping(item.get(field)):
            if of_containers and not is_of_containers(name):
                yield fault(
                    "api/name", (*place, field, name), f"is not a resource of containers, {_RESOURCES}"
                )
            elif not of_containers and not _is_resource(name):
                says = "must be a resource such as storage, or have a domain such as example.com/gpu"
                yield fault("api/name", (*place, field, name), says)


def _is_resource(name: str) -> bool:
    if "/" not in name:
        return _is_standard(name) or name == "storage"
    return not list(form_faults(name, "qualified-name", ()))


def _amounts(item: JsonObject, field: str) -> dict[str, Fraction]:
    """What a field of a LimitRange says of each resource; null is 0."""
    found = {name: quantity(amount or 0) for name, amount in mapping(item.get(field)).items()}
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
        elif least.get(name, 0) != 0 and name in most and ratio > most[name] / least[name]:
            highest = float(most[name] / least[name])
            says = f"is {float(ratio):g}, must be at most max / min, which is {highest:g}"
            yield fault("api/conflict", at, says, "Lower the ratio.")
