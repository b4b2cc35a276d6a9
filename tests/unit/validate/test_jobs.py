"""What the API server says of Jobs, CronJobs and the claims of StatefulSets, and since when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.model.json import JsonObject, JsonValue
from gate.validate.relations.indexes import indexes_fault
from tests.unit.validate.resources import deployment, plain, said

POD: JsonObject = {"restartPolicy": "Never", "containers": [{"name": "web", "image": "web:1"}]}
CLAIM: JsonObject = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
SOURCE: JsonObject = {"kind": "VolumeSnapshot", "name": "s"}
OWNER: JsonObject = {"apiVersion": "v1", "kind": "Pod", "name": "a", "uid": "b"}


def job(**spec: JsonValue) -> JsonObject:
    return plain("batch/v1", "Job", spec={"template": {"spec": POD}, **spec})


def indexed(completions: int = 3, **spec: JsonValue) -> JsonObject:
    return job(completionMode="Indexed", completions=completions, **spec)


def success(**rule: JsonValue) -> JsonObject:
    return indexed(successPolicy={"rules": [rule]})


def cron_job(**spec: JsonValue) -> JsonObject:
    made: JsonValue = {"spec": {"template": {"spec": POD}}}
    return plain("batch/v1", "CronJob", spec={"schedule": "@daily", "jobTemplate": made, **spec})


def stateful_set(**claim: JsonValue) -> JsonObject:
    spec: JsonValue = {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "web", "image": "web:1"}]},
        },
        "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {**CLAIM, **claim}}],
    }
    return plain("apps/v1", "StatefulSet", spec=spec)


def owned(**owner: JsonValue) -> JsonObject:
    metadata: JsonValue = {"name": "it", "ownerReferences": [{**OWNER, **owner}]}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}


def described(**metadata: JsonValue) -> JsonObject:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "it", **metadata}}


BAD: list[tuple[str, JsonObject, str, str, str]] = [
    (
        "1.34",
        indexed(backoffLimitPerIndex=1, maxFailedIndexes=4),
        "api/range",
        "/spec/maxFailedIndexes",
        "spec.maxFailedIndexes is 4, must be at most completions (3)",
    ),
    (
        "1.34",
        indexed(100001, backoffLimitPerIndex=1),
        "api/required",
        "/spec",
        "spec must set maxFailedIndexes where completions are more than 100000 and backoffLimitPerIndex is set",
    ),
    (
        "1.34",
        indexed(100001, backoffLimitPerIndex=1, maxFailedIndexes=10001),
        "api/range",
        "/spec/maxFailedIndexes",
        "spec.maxFailedIndexes is 10001, must be at most 10000 where completions are more than 100000 and backoffLimitPerIndex is set",
    ),
    (
        "1.34",
        success(succeededIndexes="0-3"),
        "api/format",
        "/spec/successPolicy/rules/0/succeededIndexes",
        'spec.successPolicy.rules[0].succeededIndexes is "0-3", must hold indexes below completions (3) only',
    ),
    (
        "1.34",
        success(succeededIndexes="2,0"),
        "api/format",
        "/spec/successPolicy/rules/0/succeededIndexes",
        'spec.successPolicy.rules[0].succeededIndexes is "2,0", must be in ascending order, each index once',
    ),
    (
        "1.34",
        success(succeededIndexes="0,x"),
        "api/format",
        "/spec/successPolicy/rules/0/succeededIndexes",
        'spec.successPolicy.rules[0].succeededIndexes is "0,x", must be indexes and intervals of them such as 0,2-4',
    ),
    (
        "1.34",
        success(succeededCount=4),
        "api/range",
        "/spec/successPolicy/rules/0/succeededCount",
        "spec.successPolicy.rules[0].succeededCount is 4, must be at most completions (3)",
    ),
    (
        "1.34",
        success(succeededIndexes="0-1", succeededCount=3),
        "api/range",
        "/spec/successPolicy/rules/0/succeededCount",
        "spec.successPolicy.rules[0].succeededCount is 3, must be at most the number of succeededIndexes (2)",
    ),
    (
        "1.34",
        job(selector={"matchExpressions": [{"key": "a", "operator": "Exists"}]}),
        "api/selector",
        "/spec/selector/matchExpressions/0",
        "spec.selector.matchExpressions[0] must not be set where manualSelector is not true; the server makes the selector of a Job",
    ),
    (
        "1.34",
        job(managedBy="a.b/c d"),
        "api/format",
        "/spec/managedBy",
        'spec.managedBy is "a.b/c d", must be a domain and a path such as example.com/controller, at most 63 characters',
    ),
    ("1.34", plain("batch/v1", "Job"), "api/required", "", "Job must set spec"),
    (
        "1.34",
        cron_job(timeZone="europe/vienna"),
        "api/value",
        "/spec/timeZone",
        'spec.timeZone is "europe/vienna", must be the name of a time zone such as Europe/Vienna',
    ),
    (
        "1.34",
        cron_job(timeZone="Europe/Wien"),
        "api/value",
        "/spec/timeZone",
        'spec.timeZone is "Europe/Wien", must be the name of a time zone such as Europe/Vienna',
    ),
    (
        "1.34",
        cron_job(jobTemplate={"metadata": {}}),
        "api/required",
        "/spec/jobTemplate",
        "spec.jobTemplate must set spec",
    ),
    (
        "1.34",
        stateful_set(accessModes=[]),
        "api/required",
        "/spec/volumeClaimTemplates/0/spec/accessModes",
        "spec.volumeClaimTemplates[0].spec.accessModes must have at least one access mode",
    ),
    (
        "1.34",
        stateful_set(accessModes=["ReadWriteOncePod", "ReadWriteOnce"]),
        "api/conflict",
        "/spec/volumeClaimTemplates/0/spec/accessModes",
        "spec.volumeClaimTemplates[0].spec.accessModes must not combine ReadWriteOncePod with other access modes",
    ),
    (
        "1.34",
        stateful_set(resources={"requests": {"storage": "0Gi"}}),
        "api/range",
        "/spec/volumeClaimTemplates/0/spec/resources/requests/storage",
        'spec.volumeClaimTemplates[0].spec.resources.requests.storage is "0Gi", must be more than 0',
    ),
    (
        "1.34",
        stateful_set(dataSource=SOURCE),
        "api/conflict",
        "/spec/volumeClaimTemplates/0/spec/dataSource/kind",
        'spec.volumeClaimTemplates[0].spec.dataSource.kind is "VolumeSnapshot", must be PersistentVolumeClaim where apiGroup is not set',
    ),
    (
        "1.34",
        deployment(selector={"matchLabels": {"app": None}}),
        "api/selector",
        "/spec/selector/matchLabels/app",
        'spec.selector.matchLabels.app asks for "app: ", which spec.template.metadata.labels do not match',
    ),
    ("1.34", plain("apps/v1", "ControllerRevision"), "api/required", "", "ControllerRevision must set data"),
    (
        "1.34",
        owned(apiVersion="a/b/c"),
        "api/format",
        "/metadata/ownerReferences/0/apiVersion",
        'metadata.ownerReferences[0].apiVersion must be "group/version", or "v1"',
    ),
    (
        "1.34",
        owned(kind="Event"),
        "api/value",
        "/metadata/ownerReferences/0",
        "metadata.ownerReferences[0] must not be an Event, which cannot own anything",
    ),
    (
        "1.34",
        described(creationTimestamp="2024-02-31T00:00:00Z"),
        "api/format",
        "/metadata/creationTimestamp",
        'metadata.creationTimestamp is "2024-02-31T00:00:00Z", must be a time such as 2027-01-31T00:00:00Z',
    ),
    (
        "1.34",
        described(generation=-1),
        "api/range",
        "/metadata/generation",
        "metadata.generation is -1, must be 0 or more",
    ),
    (
        "1.34",
        described(finalizers=[None]),
        "api/format",
        "/metadata/finalizers/0",
        'metadata.finalizers[0] must be a qualified name ("example.com/name" or "name"; the name has at most 63 characters)',
    ),
    (
        "1.34",
        described(labels={"a" * 254 + "/b": "c"}),
        "api/format",
        "/metadata/labels/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa~1b",
        'metadata.labels["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…"] must be a qualified name ("example.com/name" or "name"; the name has at most 63 characters)',
    ),
]

GOOD: list[tuple[str, JsonObject]] = [
    ("1.34", indexed(backoffLimitPerIndex=1, maxFailedIndexes=3)),
    ("1.34", indexed(100000, backoffLimitPerIndex=1)),
    ("1.34", indexed(100001, backoffLimitPerIndex=1, maxFailedIndexes=10000)),
    ("1.34", success(succeededIndexes="0-2")),
    ("1.34", success(succeededIndexes="0,2", succeededCount=2)),
    ("1.34", success(succeededIndexes="")),
    ("1.34", job(selector={"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]})),
    ("1.34", job(managedBy="a.b/c/d")),
    ("1.34", cron_job(timeZone="Europe/Vienna")),
    ("1.34", cron_job(timeZone="US/Eastern")),
    ("1.34", stateful_set(accessModes=["ReadWriteOncePod"])),
    ("1.34", stateful_set(resources={"requests": {"storage": "0.5Gi"}})),
    ("1.34", stateful_set(dataSource={**SOURCE, "apiGroup": "snapshot.storage.k8s.io"})),
    ("1.34", plain("apps/v1", "ControllerRevision", data={"a": 1})),
    ("1.34", owned(kind="Event", apiVersion="events.k8s.io/v1")),
    ("1.34", described(creationTimestamp="2024-02-29T00:00:00.5+01:00")),
    ("1.34", described(labels={"a" * 253 + "/b": "c"})),
    (
        "1.34",
        plain("batch/v1", "Job", spec={"template": {"spec": POD}})
        | {"metadata": {"name": "a", "generation": -1}},
    ),
    ("1.33", stateful_set(accessModes=[])),
]


@pytest.mark.parametrize(("version", "body", "rule", "pointer", "message"), BAD)
def test_what_the_server_refuses(
    version: str, body: JsonObject, rule: str, pointer: str, message: str
) -> None:
    assert said(body, (version,)) == [(rule, pointer, message)]


@pytest.mark.parametrize(("version", "body"), GOOD)
def test_what_the_server_takes(version: str, body: JsonObject) -> None:
    assert said(body, (version,)) == []


@given(st.sets(st.integers(min_value=0, max_value=60)), st.text(alphabet="0123456789,-x ", max_size=12))
def test_indexes_are_counted_or_refused(indexes: set[int], written: str) -> None:
    listed = ",".join(str(index) for index in sorted(indexes))
    assert indexes_fault(listed, 61) == ("", len(indexes))
    says, total = indexes_fault(written, 61)
    assert (says == "") or total == 0
    assert 0 <= total <= 61
