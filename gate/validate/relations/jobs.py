"""What the fields of Jobs and CronJobs say against each other.

Source: pkg/apis/batch/validation/validation.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.validate.explain import Fault
from gate.validate.relations.indexes import count_of, indexes_fault
from gate.validate.relations.places import fault, items
from gate.validate.relations.pods import containers_of
from gate.validate.relations.schedules import schedule_fault
from gate.validate.relations.workloads import matches, selector_faults
from gate.validate.wording import Tokens, nearest, quoted

_LABELS = ("spec", "template", "metadata", "labels")
_OF_JOBS = ("job-name", "batch.kubernetes.io/job-name")
_OF_SERVER = ("controller-uid", "batch.kubernetes.io/controller-uid")
_HOST_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_ZONE = re.compile(r"[A-Za-z0-9._+/-]{1,60}")
_COPIES = ("posix/", "right/")
_LONGEST_LABEL = 63
_MANY = 100_000
_MOST_WITH_MANY = 10_000


def cron_job_faults(body: JsonObject) -> Iterator[Fault]:
    """A schedule or time zone that the server cannot read, and the faults of the Job that is made."""
    spec = mapping(body.get("spec"))
    schedule = spec.get("schedule")
    if isinstance(schedule, str) and (says := schedule_fault(schedule)):
        yield fault("api/format", ("spec", "schedule"), says)
    zone = spec.get("timeZone")
    if isinstance(zone, str) and _ZONE.fullmatch(zone) and not _is_zone(zone):
        near = nearest(zone, _zones())
        remedy = f"Write {near}." if near else "Write a name of the time zone database."
        says = f"is {quoted(zone)}, must be the name of a time zone such as Europe/Vienna"
        yield fault("api/value", ("spec", "timeZone"), says, remedy)
    place = ("spec", "jobTemplate", "spec")
    yield from _spec_faults(mapping(mapping(spec.get("jobTemplate")).get("spec")), place)


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
    yield from _spec_faults(spec, ("spec",))
    yield from _host_name_faults(spec, name)


def _host_name_faults(spec: JsonObject, name: str) -> Iterator[Fault]:
    count = count_of(spec.get("completions")) if spec.get("completionMode") == "Indexed" else 0
    if name and count > 0 and not _HOST_NAME.fullmatch(f"{name}-{count - 1}"):
        says = f"must with -{count - 1} added be a DNS label, as pods of an Indexed Job are named so"
        yield fault("api/name", ("metadata", "name"), says)


def _is_zone(name: str) -> bool:
    for folder in _COPIES:
        name = name.removeprefix(folder)
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    """The names of the IANA time zone database (https://www.iana.org/time-zones), 2025b, links included."""
    return frozenset(resources.files(__package__).joinpath("time_zones.txt").read_text().split())


def _generated_faults(spec: JsonObject, name: str) -> Iterator[Fault]:
    """Labels and a selector that the server sets itself, set to something else."""
    if len(name) > _LONGEST_LABEL:
        says = f"has {len(name)} characters, must have at most {_LONGEST_LABEL}, as it is a label of the pods"
        yield fault("api/name", ("metadata", "name"), says)
    selector = mapping(spec.get("selector"))
    for key, value in mapping(selector.get("matchLabels")).items():
        if key not in _OF_JOBS or (name and value != name):
            yield _not_own(("spec", "selector", "matchLabels", key))
    for at, expression in items(selector.get("matchExpressions"), ("spec", "selector", "matchExpressions")):
        key = text(expression.get("key"))
        if key and key not in (*_OF_JOBS, *_OF_SERVER) and not matches(expression, {}):
            yield _not_own(at)
    labels = mapping(mapping(mapping(spec.get("template")).get("metadata")).get("labels"))
    for key, value in labels.items():
        if key in _OF_SERVER or (key in _OF_JOBS and name and value != name):
            says = "must not be set; the server sets it"
            yield fault("api/conflict", (*_LABELS, key), says, "Remove the label.")


def _not_own(place: Tokens) -> Fault:
    says = "must not be set where manualSelector is not true; the server makes the selector of a Job"
    return fault("api/selector", place, says, "Remove the selector.")


def _spec_faults(spec: JsonObject, place: Tokens) -> Iterator[Fault]:
    yield from _policy_faults(spec, place)
    if spec.get("completionMode") == "Indexed" and isinstance(spec.get("completions"), int):
        yield from _count_faults(spec, place)
        rules = mapping(spec.get("successPolicy")).get("rules")
        for at, rule in items(rules, (*place, "successPolicy", "rules")):
            yield from _success_faults(rule, at, count_of(spec.get("completions")))


def _count_faults(spec: JsonObject, place: Tokens) -> Iterator[Fault]:
    """Bounds of an Indexed Job's counts that depend on its completions."""
    count, failed = count_of(spec.get("completions")), spec.get("maxFailedIndexes")
    if isinstance(failed, int) and failed > count:
        says = f"is {failed}, must be at most completions ({count})"
        yield fault("api/range", (*place, "maxFailedIndexes"), says)
    if count <= _MANY or spec.get("backoffLimitPerIndex") is None:
        return
    with_many = f"where completions are more than {_MANY} and backoffLimitPerIndex is set"
    if failed is None:
        yield fault("api/required", place, f"must set maxFailedIndexes {with_many}", "Set maxFailedIndexes.")
    for field in ("maxFailedIndexes", "parallelism"):
        value = spec.get(field)
        if isinstance(value, int) and value > _MOST_WITH_MANY:
            says = f"is {value}, must be at most {_MOST_WITH_MANY} {with_many}"
            yield fault("api/range", (*place, field), says)


def _success_faults(rule: JsonObject, place: Tokens, completions: int) -> Iterator[Fault]:
    """A rule of success that no run of the Job can fulfil."""
    indexes, count = rule.get("succeededIndexes"), rule.get("succeededCount")
    most, what = completions, "completions"
    if isinstance(indexes, str):
        says, total = indexes_fault(indexes, completions)
        if says:
            yield fault("api/format", (*place, "succeededIndexes"), f"is {quoted(indexes)}, {says}")
        elif total < most:
            most, what = total, "the number of succeededIndexes"
    if isinstance(count, int) and count > most:
        yield fault("api/range", (*place, "succeededCount"), f"is {count}, must be at most {what} ({most})")


def _policy_faults(spec: JsonObject, place: Tokens) -> Iterator[Fault]:
    """Rules for failed pods that name what the Job does not have, or exit codes out of order."""
    pod = mapping(mapping(spec.get("template")).get("spec"))
    names = {text(container.get("name")) for _, container in containers_of(pod, ())}
    rules = mapping(spec.get("podFailurePolicy")).get("rules")
    for at, rule in items(rules, (*place, "podFailurePolicy", "rules")):
        if rule.get("action") == "FailIndex" and spec.get("backoffLimitPerIndex") is None:
            yield fault("api/conflict", (*at, "action"), "must not be FailIndex without backoffLimitPerIndex")
        codes = mapping(rule.get("onExitCodes"))
        name = codes.get("containerName")
        if isinstance(name, str) and name not in names:
            says = f"is {quoted(name)}, must be the name of a container of the pod"
            yield fault("api/reference", (*at, "onExitCodes", "containerName"), says)
        yield from _code_faults(codes.get("values"), text(codes.get("operator")), (*at, "onExitCodes"))


def _code_faults(value: JsonValue, operator: str, place: Tokens) -> Iterator[Fault]:
    codes = [0 if code is None else code for code in sequence(value)]  # as the server reads null
    numbers = [code for code in codes if isinstance(code, int)]
    if numbers != sorted(set(numbers)):
        yield fault("api/value", (*place, "values"), "must be in ascending order, each code once")
    elif operator == "In" and None in sequence(value):
        yield fault("api/value", (*place, "values"), "must not hold null, which is 0, where operator is In")
