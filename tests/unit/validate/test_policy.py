"""Autoscalers, claims, quotas, limits and admission: what their fields say against each other."""

from __future__ import annotations

import pytest

from gate.model.json import JsonObject, JsonValue
from tests.unit.validate.resources import plain, said

BAD: list[tuple[JsonObject, tuple[str, str, str]]] = [
    (
        plain(
            "autoscaling/v1",
            "HorizontalPodAutoscaler",
            spec={
                "scaleTargetRef": {"kind": "A", "name": "a", "apiVersion": "a/v1"},
                "minReplicas": 3,
                "maxReplicas": 2,
            },
        ),
        (
            "api/conflict",
            "/spec/maxReplicas",
            "spec.maxReplicas is 2, must be at least minReplicas, which is 3",
        ),
    ),
    (
        plain("policy/v1", "PodDisruptionBudget", spec={"minAvailable": 1, "maxUnavailable": 1}),
        ("api/one-of", "/spec", "spec must not set both minAvailable and maxUnavailable"),
    ),
    (
        plain("policy/v1", "PodDisruptionBudget", spec={"minAvailable": "101%"}),
        ("api/range", "/spec/minAvailable", "spec.minAvailable must be at most 100%"),
    ),
    (
        plain(
            "v1",
            "PersistentVolumeClaim",
            spec={"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "0"}}},
        ),
        (
            "api/range",
            "/spec/resources/requests/storage",
            "spec.resources.requests.storage is 0, must be more than 0",
        ),
    ),
    (
        plain(
            "v1",
            "LimitRange",
            spec={"limits": [{"type": "Container", "min": {"cpu": "1"}, "max": {"cpu": "500m"}}]},
        ),
        (
            "api/conflict",
            "/spec/limits/0/min/cpu",
            "spec.limits[0].min.cpu is 1, must be at most max, which is 500m",
        ),
    ),
    (
        plain("v1", "ResourceQuota", spec={"hard": {"pods": "1500m"}}),
        ("api/format", "/spec/hard/pods", "spec.hard.pods is 1500m, must be a whole number"),
    ),
    (
        plain("scheduling.k8s.io/v1", "PriorityClass", value=1000000001),
        ("api/range", "/value", "value must be at most 1000000000"),
    ),
    (
        plain("storage.k8s.io/v1", "StorageClass", provisioner="a", volumeBindingMode="Later"),
        (
            "api/value",
            "/volumeBindingMode",
            'volumeBindingMode is "Later", must be Immediate or WaitForFirstConsumer',
        ),
    ),
]
GOOD: list[JsonObject] = [
    plain("policy/v1", "PodDisruptionBudget", spec={"minAvailable": None, "maxUnavailable": "100%"}),
    plain(
        "v1",
        "LimitRange",
        spec={"limits": [{"type": "Container", "min": {"cpu": "1"}, "max": {"cpu": "1000m"}}]},
    ),
    plain("v1", "ResourceQuota", spec={"hard": {"pods": "2000m", "example.com/gold": "1", "cpu": "1.5"}}),
    plain("scheduling.k8s.io/v1", "PriorityClass", value=1000000000),
    plain("storage.k8s.io/v1", "StorageClass", provisioner="a", volumeBindingMode=None),
]


@pytest.mark.parametrize(("body", "finding"), BAD)
def test_what_the_server_refuses_is_said(body: JsonObject, finding: tuple[str, str, str]) -> None:
    assert said(body) == [finding]


@pytest.mark.parametrize("body", GOOD)
def test_what_the_server_takes_is_not(body: JsonObject) -> None:
    assert said(body) == []


@pytest.mark.parametrize(
    "wrong", ["text", 7, ["text"], {"limits": 3}, {"limits": [4]}, {"hard": {"pods": []}}]
)
@pytest.mark.parametrize("kind", ["LimitRange", "ResourceQuota", "PersistentVolumeClaim", "PersistentVolume"])
def test_malformed_values_crash_nothing(kind: str, wrong: JsonValue) -> None:
    said(plain("v1", kind, spec=wrong))
