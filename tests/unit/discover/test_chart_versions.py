"""Charts that are asked for by no single version."""

from __future__ import annotations

import pytest

from gate.config.settings import Settings
from gate.discover import discover
from gate.system.files import MemoryTree
from tests.unit.discover.expand.declared import expanded

RELEASE = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\n"
CHART = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmChart\nmetadata: {name: web, namespace: shop}\n"
ARTIFACT = (
    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: web, namespace: shop}\n"
)
APPLICATION = (
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\n"
)
RANGE = "{} is no single version of the chart web: what is deployed can change by itself"
NONE = "the chart web has no version, so the newest is deployed, whatever it is"
URL = "url: 'oci://example.com/charts/web'"


def of_registry(version: str, kind: str = "HelmRepository") -> str:
    return f"chart: web, {version}sourceRef: {{kind: {kind}, name: charts}}"


def said(text: str) -> list[tuple[str, str]]:
    found = expanded(text, {}).findings
    assert {one.severity for one in found if one.rule == "reliability/unpinned-chart"} <= {"warning"}
    return [(one.pointer, one.message) for one in found if one.rule == "reliability/unpinned-chart"]


@pytest.mark.parametrize("version", ["1.x", "*", ">=1.0.0", "^1.2.3", "1", "1.2", "1.0.0 - 2.0.0", "latest"])
def test_a_range_is_told_at_the_version(version: str) -> None:
    message = RANGE.format(version)
    release = f"{RELEASE}spec: {{chart: {{spec: {{{of_registry(f'version: {version!r}, ')}}}}}}}\n"
    assert said(release) == [("/spec/chart/spec/version", message)]
    assert said(f"{CHART}spec: {{{of_registry(f'version: {version!r}, ')}}}\n") == [
        ("/spec/version", message)
    ]
    source = f"{{repoURL: 'https://example.com', chart: web, targetRevision: {version!r}}}"
    assert said(f"{APPLICATION}spec: {{source: {source}}}\n") == [("/spec/source/targetRevision", message)]


def test_no_version_is_told_at_the_chart() -> None:
    release = f"{RELEASE}spec: {{chart: {{spec: {{{of_registry('')}}}}}}}\n"
    assert said(release) == [("/spec/chart/spec/chart", NONE)]
    source = "{repoURL: 'https://example.com', chart: web}"
    assert said(f"{APPLICATION}spec: {{sources: [{source}]}}\n") == [("/spec/sources/0/chart", NONE)]


@pytest.mark.parametrize(
    "text",
    [
        f"{RELEASE}spec: {{chart: {{spec: {{{of_registry('version: 1.2.3, ')}}}}}}}\n",
        f"{RELEASE}spec: {{chart: {{spec: {{{of_registry('version: v1.2.3-rc.1+build, ')}}}}}}}\n",
        f"{RELEASE}spec: {{chart: {{spec: {{{of_registry('', 'GitRepository')}}}}}}}\n",
        f"{RELEASE}spec: {{chartRef: {{kind: OCIRepository, name: web}}}}\n",
        f"{APPLICATION}spec: {{source: {{repoURL: 'https://example.com', path: a, targetRevision: HEAD}}}}\n",
        f"{ARTIFACT}spec: {{{URL}, ref: {{semver: 1.x}}}}\n",
    ],
    ids=["full", "pre-release", "of Git", "of an artifact", "no chart", "an artifact that is no chart"],
)
def test_what_is_pinned_or_no_chart_of_a_registry_is_not_told(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("ref: {tag: 1.2.3}", []),
        ("ref: {tag: latest, digest: 'sha256:abc'}", []),
        ("ref: {semver: 1.x}", [("/spec/ref/semver", RANGE.format("1.x"))]),
        ("ref: {tag: latest}", [("/spec/ref/tag", RANGE.format("latest"))]),
        ("interval: 1h", [("/spec/url", NONE)]),
    ],
)
def test_an_artifact_that_a_release_takes_for_its_chart(ref: str, found: list[tuple[str, str]]) -> None:
    release = f"{RELEASE}spec: {{chartRef: {{kind: OCIRepository, name: web}}}}\n"
    assert said(f"{release}---\n{ARTIFACT}spec: {{{URL}, {ref}}}\n") == found
    layer = "layerSelector: {mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip}"
    assert said(f"{ARTIFACT}spec: {{{URL}, {layer}, {ref}}}\n") == found


def test_a_set_that_fills_in_the_version_is_not_told() -> None:
    kind = APPLICATION.replace("Application", "ApplicationSet")
    source = "{{repoURL: 'https://example.com', chart: web, targetRevision: '{}'}}"
    template = "spec: {{generators: [], template: {{metadata: {{name: x}}, spec: {{source: {}}}}}}}\n"
    assert said(kind + template.format(source.format("{{version}}"))) == []
    assert said(kind + template.format(source.format("1.x"))) == [
        ("/spec/template/spec/source/targetRevision", RANGE.format("1.x"))
    ]


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ("name: web, repo: 'https://example.com', version: 1.x", [(2, 55, RANGE.format("1.x"))]),
        ("name: web, repo: 'https://example.com'", [(2, 12, NONE)]),
        ("name: web, repo: 'https://example.com', version: 1.2.3", []),
        ("name: web", []),
        ("name: own, repo: 'https://example.com'", []),
    ],
)
def test_a_chart_that_a_kustomization_would_fetch(entry: str, found: list[tuple[int, int, str]]) -> None:
    text = f"helmCharts:\n  - {{{entry}}}\n"
    files = {"app/kustomization.yaml": text.encode(), "app/charts/own/Chart.yaml": b"name: own\n"}
    outcome = discover(MemoryTree(files), (), Settings(), ("1.34",))
    assert [
        (one.location.line, one.location.column, one.message) for one in outcome.findings if one.location
    ] == found
