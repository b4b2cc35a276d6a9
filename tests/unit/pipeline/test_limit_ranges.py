"""What a LimitRange of the same namespace and cluster gives is not told as missing."""

from __future__ import annotations

import pytest

from tests.unit.pipeline.runs import opened, report_on

POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n"
    "spec: {containers: [{name: web, image: a.example.com/web:1}]}\n"
)
RANGE = (
    "apiVersion: v1\nkind: LimitRange\nmetadata: {name: default, namespace: shop}\n"
    "spec: {limits: [{type: Container, default: {memory: 64Mi}}]}\n"
)
ONE_CLUSTER = "environments: {production: {paths: ['**']}}\n"
CPU = "resources/cpu-request"
ALL = {CPU, "resources/memory-limit", "resources/memory-request"}


@pytest.mark.parametrize(
    ("limit_range", "settings", "expected"),
    [
        (RANGE, ONE_CLUSTER, {CPU}),
        (RANGE, "", ALL),
        (RANGE.replace("shop", "other"), ONE_CLUSTER, ALL),
        (RANGE.replace(", namespace: shop", ""), ONE_CLUSTER, ALL),
        (RANGE.replace("64Mi", "0"), ONE_CLUSTER, ALL),
    ],
    ids=["met", "another cluster", "another namespace", "no namespace", "nothing"],
)
def test_a_missing_request_or_limit(limit_range: str, settings: str, expected: set[str]) -> None:
    files = {"apps/pod.yaml": POD, "platform/limits.yaml": limit_range}
    report = report_on(files, settings, select=("resources",))
    assert opened(report).keys() == expected
    notice = "Missing requests and limits that LimitRanges give are not told: 2 in namespace shop."
    assert (notice in report.notices) == (expected != ALL)
