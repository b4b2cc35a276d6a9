"""What the fields of controllers of pods say against each other: selectors and strategies.

Source: pkg/apis/apps/validation/validation.go. Jobs and CronJobs are in `jobs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.labels import meets
from gate.validate.explain import Fault
from gate.validate.relations.places import fault
from gate.validate.wording import quoted

_LABELS_AS_WRITTEN = "spec.template.metadata.labels"
_DEFAULT_DEADLINE = 600
_PERCENTAGE = re.compile(r"([0-9]{1,9})%")


def selector_faults(body: JsonObject) -> Iterator[Fault]:
    """A selector that the labels of the workload's own pod template do not match."""
    spec = mapping(body.get("spec"))
    if not isinstance(spec.get("selector"), dict) or not isinstance(spec.get("template"), dict):
        return
    selector = mapping(spec["selector"])
    labels = mapping(mapping(mapping(spec["template"]).get("metadata")).get("labels"))
    for key, value in mapping(selector.get("matchLabels")).items():
        if (value is None or isinstance(value, str)) and labels.get(key) != (value or ""):
            yield _mismatch(("spec", "selector", "matchLabels", key), f"{key}: {value or ''}", labels)
    for index, expression in enumerate(sequence(selector.get("matchExpressions"))):
        if not matches(mapping(expression), labels):
            place = ("spec", "selector", "matchExpressions", index)
            yield _mismatch(place, text(mapping(expression).get("key")), labels)


def _mismatch(place: tuple[str | int, ...], asked: str, labels: JsonObject) -> Fault:
    says = f"asks for {quoted(asked)}, which {_LABELS_AS_WRITTEN} {'do not match' if labels else 'lack'}"
    return fault("api/selector", place, says)


def matches(expression: JsonObject, labels: JsonObject) -> bool:
    """Whether labels fit a requirement (apimachinery/pkg/labels); one that is malformed is the schema's."""
    key, operator = text(expression.get("key")), text(expression.get("operator"))
    values = sequence(expression.get("values"))
    if operator == "In" and not values:
        return True
    return meets(labels, key, operator, values) is not False


def replication_controller_faults(body: JsonObject) -> Iterator[Fault]:
    """A ReplicationController's selector is a plain map, and the template's labels where it is not set."""
    spec = mapping(body.get("spec"))
    if not isinstance(spec.get("template"), dict):
        if isinstance(body.get("spec"), dict):
            yield fault("api/required", ("spec",), "must set template", "Set spec.template.")
        return
    labels = mapping(mapping(mapping(spec["template"]).get("metadata")).get("labels"))
    selector = mapping(spec.get("selector"))
    if not selector and not labels:
        yield fault("api/selector", ("spec",), "must set selector, or the template labels")
    for key, value in selector.items():
        if (value is None or isinstance(value, str)) and labels.get(key) != (value or ""):
            yield _mismatch(("spec", "selector", key), f"{key}: {value or ''}", labels)


def deployment_faults(body: JsonObject) -> Iterator[Fault]:
    """A Deployment that could replace no pod, or would be given up before any pod can be ready."""
    spec = mapping(body.get("spec"))
    rolling = mapping(mapping(spec.get("strategy")).get("rollingUpdate"))
    if rolling and _is_zero(rolling.get("maxSurge")) and _is_zero(rolling.get("maxUnavailable")):
        place = ("spec", "strategy", "rollingUpdate", "maxUnavailable")
        yield fault("api/conflict", place, "must not be 0 where maxSurge is 0", "Raise one of the two.")
    deadline, ready = spec.get("progressDeadlineSeconds"), spec.get("minReadySeconds")
    limit = deadline if isinstance(deadline, int) else _DEFAULT_DEADLINE
    if isinstance(ready, int) and limit >= 0 and ready >= limit:
        field = "minReadySeconds" if deadline is None else "progressDeadlineSeconds"
        says = f"must be less than progressDeadlineSeconds ({limit})"
        if deadline is not None:
            says = f"is {limit}, must be greater than minReadySeconds ({ready})"
        yield fault("api/conflict", ("spec", field), says)
    elif deadline == 0:
        yield fault(
            "api/conflict",
            ("spec", "progressDeadlineSeconds"),
            "is 0, must be greater than minReadySeconds (0)",
        )


def replica_set_faults(body: JsonObject) -> Iterator[Fault]:
    """A ReplicaSet without the template that the schema does not ask for."""
    spec = mapping(body.get("spec"))
    if isinstance(body.get("spec"), dict) and not isinstance(spec.get("template"), dict):
        yield fault("api/required", ("spec",), "must set template", "Set spec.template.")


def daemon_set_faults(body: JsonObject) -> Iterator[Fault]:
    """A DaemonSet replaces a pod before or after it starts the new one: one of two counts is 0."""
    strategy = mapping(mapping(body.get("spec")).get("updateStrategy"))
    if strategy.get("type") == "OnDelete" or not isinstance(strategy.get("rollingUpdate"), dict):
        return
    rolling = mapping(strategy["rollingUpdate"])
    surge, unavailable = rolling.get("maxSurge"), rolling.get("maxUnavailable")
    no_surge = surge is None or _is_zero(surge)
    place = ("spec", "updateStrategy", "rollingUpdate")
    if no_surge and _is_zero(unavailable):
        says = "must not be 0 where maxSurge is 0"
        yield fault("api/conflict", (*place, "maxUnavailable"), says, "Raise one of the two.")
    elif not no_surge and not _is_zero(unavailable):
        says = "must be 0 where maxUnavailable is not (it is 1 where it is not set)"
        yield fault("api/conflict", (*place, "maxSurge"), says, "Set one of the two to 0.")


def _is_zero(amount: JsonValue) -> bool:
    """Whether a count or percentage is set to nothing."""
    if isinstance(amount, str):
        matched = _PERCENTAGE.fullmatch(amount)
        return matched is not None and int(matched[1]) == 0
    return isinstance(amount, int) and not isinstance(amount, bool) and amount == 0
