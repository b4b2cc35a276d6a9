"""What the API server says of controllers of pods beyond their schema; asked of a server of 1.34."""

from __future__ import annotations

import pytest

from gate.model.json import JsonObject, JsonValue
from gate.validate.relations.schedules import schedule_fault
from tests.unit.validate.resources import deployment, plain, said

CONTAINERS: JsonValue = [{"name": "web", "image": "web:1"}]


def of_kind(kind: str, **spec: JsonValue) -> JsonObject:
    body = deployment(None, **spec)
    body["kind"] = kind
    return body


def template(**fields: JsonValue) -> JsonObject:
    return {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": CONTAINERS, **fields}}


def job(**spec: JsonValue) -> JsonObject:
    return plain("batch/v1", "Job", spec={"template": template(restartPolicy="Never"), **spec})


def cron_job(**spec: JsonValue) -> JsonObject:
    made: JsonObject = {"spec": {"template": template(restartPolicy="Never")}}
    return plain("batch/v1", "CronJob", spec={"schedule": "@daily", "jobTemplate": made, **spec})


BAD: list[tuple[JsonObject, str, str, str]] = [
    (
        deployment(selector={"matchLabels": {"app": "api"}}),
        "api/selector",
        "/spec/selector/matchLabels/app",
        'spec.selector.matchLabels.app asks for "app: api", which spec.template.metadata.labels do not match',
    ),
    (deployment(selector={}), "api/selector", "/spec/selector", "spec.selector must not be empty"),
    (deployment(replicas=-1), "api/range", "/spec/replicas", "spec.replicas is -1, must be 0 or more"),
    (
        deployment(template=template(restartPolicy="Never")),
        "api/conflict",
        "/spec/template/spec/restartPolicy",
        'spec.template.spec.restartPolicy is "Never", must be Always for the pods of this kind',
    ),
    (
        deployment(strategy={"type": "Recreate", "rollingUpdate": {"maxSurge": 1}}),
        "api/conflict",
        "/spec/strategy/rollingUpdate",
        "spec.strategy.rollingUpdate must not be set where type is Recreate",
    ),
    (
        deployment(strategy={"rollingUpdate": {"maxSurge": "0%", "maxUnavailable": 0}}),
        "api/conflict",
        "/spec/strategy/rollingUpdate/maxUnavailable",
        "spec.strategy.rollingUpdate.maxUnavailable must not be 0 where maxSurge is 0",
    ),
    (
        deployment(minReadySeconds=600),
        "api/conflict",
        "/spec/minReadySeconds",
        "spec.minReadySeconds must be less than progressDeadlineSeconds (600)",
    ),
    (
        of_kind("DaemonSet", updateStrategy={"rollingUpdate": {"maxSurge": 1}}),
        "api/conflict",
        "/spec/updateStrategy/rollingUpdate/maxSurge",
        (
            "spec.updateStrategy.rollingUpdate.maxSurge must be 0 where maxUnavailable is not "
            "(it is 1 where it is not set)"
        ),
    ),
    (
        of_kind("StatefulSet", podManagementPolicy="Any"),
        "api/value",
        "/spec/podManagementPolicy",
        'spec.podManagementPolicy is "Any", must be OrderedReady or Parallel',
    ),
    (
        job(template=template()),
        "api/required",
        "/spec/template/spec",
        "spec.template.spec must set restartPolicy to OnFailure or Never in a Job",
    ),
    (
        job(completionMode="Indexed", parallelism=2),
        "api/required",
        "/spec",
        "spec must set completions where completionMode is Indexed and parallelism is set",
    ),
    (
        job(selector={"matchLabels": {"app": "web"}}),
        "api/selector",
        "/spec/selector/matchLabels/app",
        (
            "spec.selector.matchLabels.app must not be set where manualSelector is not true; "
            "the server makes the selector of a Job"
        ),
    ),
    (
        cron_job(schedule="TZ=UTC 0 0 * * *"),
        "api/format",
        "/spec/schedule",
        "spec.schedule must not hold TZ or CRON_TZ; timeZone is the field for it",
    ),
    (
        cron_job(concurrencyPolicy="Never"),
        "api/value",
        "/spec/concurrencyPolicy",
        'spec.concurrencyPolicy is "Never", must be Allow, Forbid or Replace',
    ),
]

GOOD: list[JsonObject] = [
    deployment(selector={"matchExpressions": [{"key": "app", "operator": "In", "values": ["web", "api"]}]}),
    deployment(strategy={"type": "", "rollingUpdate": {"maxSurge": 0}}, minReadySeconds=599),
    deployment(strategy={"type": "Recreate", "rollingUpdate": None}, replicas=0),
    deployment(strategy={"rollingUpdate": {"maxSurge": "200%", "maxUnavailable": "100%"}}),
    deployment(template=template(restartPolicy="")),
    of_kind("DaemonSet", updateStrategy={"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}),
    of_kind("DaemonSet", updateStrategy={"type": "OnDelete", "rollingUpdate": {"maxSurge": 1}}),
    of_kind("StatefulSet", template=template(hostname="A", subdomain="B"), serviceName=""),
    job(completionMode="Indexed", selector={}),
    job(manualSelector=True, selector={"matchLabels": {"app": "web"}}),
    job(selector={"matchLabels": {"job-name": "it"}}),
    cron_job(timeZone="America/Argentina/ComodRivadavia", concurrencyPolicy="", failedJobsHistoryLimit=0),
]


@pytest.mark.parametrize(("body", "rule", "pointer", "message"), BAD, ids=[case[3][:60] for case in BAD])
def test_what_the_server_refuses_is_said_where_it_stands(
    body: JsonObject, rule: str, pointer: str, message: str
) -> None:
    assert said(body) == [(rule, pointer, message)]


@pytest.mark.parametrize("body", GOOD, ids=range(len(GOOD)))
def test_what_the_server_takes_is_no_finding(body: JsonObject) -> None:
    assert said(body) == []


@pytest.mark.parametrize("length", [52, 53])
def test_names_of_cron_jobs_leave_room_for_their_jobs(length: int) -> None:
    body: JsonObject = {**cron_job(), "metadata": {"name": "a" * length}}
    assert {rule for rule, _, _ in said(body)} == ({"api/name"} if length > 52 else set())


@pytest.mark.parametrize(
    "schedule",
    ["* * * * *", "@hourly", "@every 1h30m", "@every -1h", "0 0 1 jan-mar mon-fri", "0 0 * * SUN", "*/100 * * * *",
     "5/10 * * * *", "1,, * * * *", "? ? ? ? ?", " 0 0 * * * ", "+5 * * * *", "007 * * * *", "*-5 * * * *"],
)  # fmt: skip
def test_schedules_that_the_server_takes(schedule: str) -> None:
    assert schedule_fault(schedule) == ""


@pytest.mark.parametrize(
    "schedule",
    ["", "@reboot", "@Daily", "@every 5", "@every 1d", "* * * *", "* * * * * *", "60 * * * *", "0 0 0 * *", "0 0 * * 7",
     "0 0 * * sunday", "*/0 * * * *", "5-1 * * * *", "1-5-7 * * * *", "*/5/2 * * * *", "-5 * * * *", "1_0 * * * *",
     "H * * * *", "0 0 L * *", "0 0 * * 5#3"],
)  # fmt: skip
def test_schedules_that_the_server_refuses(schedule: str) -> None:
    assert schedule_fault(schedule) != ""
