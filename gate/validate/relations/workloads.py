"""What the fields of controllers of pods say against each other: selectors, strategies, Jobs, CronJobs.

Sources: pkg/apis/apps/validation/validation.go, pkg/apis/batch/validation/validation.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.validate.explain import Fault
from gate.validate.relations.places import fault, items
from gate.validate.relations.schedules import schedule_fault
from gate.validate.wording import Tokens, quoted

_LABELS = ("spec", "template", "metadata", "labels")
_LABELS_AS_WRITTEN = "spec.template.metadata.labels"
_DEFAULT_DEADLINE = 600
_PERCENTAGE = re.compile(r"([0-9]{1,9})%")
_OF_JOBS = ("job-name", "batch.kubernetes.io/job-name")
_OF_SERVER = ("controller-uid", "batch.kubernetes.io/controller-uid")
_HOST_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")


def selector_faults(body: JsonObject) -> Iterator[Fault]:
    """A selector that the labels of the workload's own pod template do not match."""
    spec = mapping(body.get("spec"))
    if not isinstance(spec.get("selector"), dict) or not isinstance(spec.get("template"), dict):
        return
    selector = mapping(spec["selector"])
    labels = mapping(mapping(mapping(spec["template"]).get("metadata")).get("labels"))
    for key, value in mapping(selector.get("matchLabels")).items():
        if isinstance(value, str) and labels.get(key) != value:
            yield _mismatch(("spec", "selector", "matchLabels", key), f"{key}: {value}", labels)
    for index, expression in enumerate(sequence(selector.get("matchExpressions"))):
        if not _matches(mapping(expression), labels):
            place = ("spec", "selector", "matchExpressions", index)
            yield _mismatch(place, text(mapping(expression).get("key")), labels)


def _mismatch(place: tuple[str | int, ...], asked: str, labels: JsonObject) -> Fault:
    says = f"asks for {quoted(asked)}, which {_LABELS_AS_WRITTEN} {'do not match' if labels else 'lack'}"
    return fault("api/selector", place, says)


def _matches(expression: JsonObject, labels: JsonObject) -> bool:
    """Whether labels fit a requirement (apimachinery/pkg/labels); one that is malformed is the schema's."""
    key, values = text(expression.get("key")), sequence(expression.get("values"))
    match expression.get("operator"):
        case "In":
            return not values or labels.get(key) in values
        case "NotIn":
            return key not in labels or labels[key] not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case _:
            return True


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
        if isinstance(value, str) and labels.get(key) != value:
            yield _mismatch(("spec", "selector", key), f"{key}: {value}", labels)


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


def cron_job_faults(body: JsonObject) -> Iterator[Fault]:
    """A CronJob whose schedule the server cannot read."""
    spec = mapping(body.get("spec"))
    schedule = spec.get("schedule")
    if isinstance(schedule, str) and (says := schedule_fault(schedule)):
        yield fault("api/format", ("spec", "schedule"), says)
    yield from _policy_faults(
        mapping(mapping(spec.get("jobTemplate")).get("spec")), ("spec", "jobTemplate", "spec")
    )


def job_faults(body: JsonObject) -> Iterator[Fault]:
    """The selector of a Job is the server's, unless manualSelector is true."""
    spec = mapping(body.get("spec"))
    name = text(mapping(body.get("metadata")).get("name"))
    if spec.get("manualSelector") is True:
        if spec.get("selector") is None:
            yield fault("api/required", ("spec",), "must set selector where manualSelector is true")
        yield from selector_faults(body)
    else:
        yield from _generated_faults(spec, name)
    yield from _policy_faults(spec, ("spec",))
    count = spec.get("completions")
    if spec.get("completionMode") == "Indexed" and isinstance(count, int) and count > 0 and name:
        if not _HOST_NAME.fullmatch(f"{name}-{count - 1}"):
            says = f"must with -{count - 1} added be a DNS label, as pods of an Indexed Job are named so"
            yield fault("api/name", ("metadata", "name"), says)
        failed = spec.get("maxFailedIndexes")
        if isinstance(failed, int) and failed > count:
            says = f"is {failed}, must be at most completions ({count})"
            yield fault("api/range", ("spec", "maxFailedIndexes"), says)


def _generated_faults(spec: JsonObject, name: str) -> Iterator[Fault]:
    """Labels that the server sets itself, set to something else."""
    selected = mapping(mapping(spec.get("selector")).get("matchLabels"))
    for key, value in selected.items():
        if key not in _OF_JOBS or (name and value != name):
            says = "must not be set where manualSelector is not true; the server makes the selector of a Job"
            yield fault(
                "api/selector", ("spec", "selector", "matchLabels", key), says, "Remove the selector."
            )
    labels = mapping(mapping(mapping(spec.get("template")).get("metadata")).get("labels"))
    for key, value in labels.items():
        if key in _OF_SERVER or (key in _OF_JOBS and name and value != name):
            says = "must not be set; the server sets it"
            yield fault("api/conflict", (*_LABELS, key), says, "Remove the label.")


def _policy_faults(spec: JsonObject, place: Tokens) -> Iterator[Fault]:
    """Rules for failed pods that name what the Job does not have, or exit codes out of order."""
    pod = mapping(mapping(spec.get("template")).get("spec"))
    both = (*items(pod.get("containers"), ()), *items(pod.get("initContainers"), ()))
    names = {text(container.get("name")) for _, container in both}
    rules = mapping(spec.get("podFailurePolicy")).get("rules")
    for at, rule in items(rules, (*place, "podFailurePolicy", "rules")):
        if rule.get("action") == "FailIndex" and spec.get("backoffLimitPerIndex") is None:
            yield fault("api/conflict", (*at, "action"), "must not be FailIndex without backoffLimitPerIndex")
        codes = mapping(rule.get("onExitCodes"))
        name = codes.get("containerName")
        if isinstance(name, str) and name not in names:
            says = f"is {quoted(name)}, must be the name of a container of the pod"
            yield fault("api/reference", (*at, "onExitCodes", "containerName"), says)
        values = [code for code in sequence(codes.get("values")) if isinstance(code, int)]
        if values != sorted(set(values)):
            says = "must be in ascending order, each code once"
            yield fault("api/value", (*at, "onExitCodes", "values"), says)
