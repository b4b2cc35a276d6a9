"""Charts of registries, where the command line supplies them."""

from __future__ import annotations

import json

import pytest

from gate.model.outcome import Outcome
from gate.model.target import HelmSource, Target
from gate.sources.helm_fetched import FetchedCharts
from gate.system.files import MemoryTree
from tests.unit.discover.expand.declared import expanded, only, reasons, told
from tests.unit.discover.expand.test_flux_releases import release
from tests.unit.render.packing import packed

WEB = {"values.yaml": "a: 1\n", "values-live.yaml": "a: 2\n", "templates/a.yaml": "kind: A\n"}
CHARTS = FetchedCharts(
    MemoryTree({"web-1.2.3.tgz": packed("web", WEB), "web-2.0.0.tgz": packed("web", WEB, "2.0.0")})
)
REPOSITORY = (
    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: charts, namespace: shop}\n"
    "spec: {url: 'https://charts.example.com'}\n"
)


def of_flux(spec: str, more: str = "", files: dict[str, str] | None = None) -> Outcome[Target]:
    text = f"{release(spec)}---\n{REPOSITORY}{more}"
    return expanded(text, files or {}, charts=CHARTS)


def of_chart(version: str, more: str = "") -> str:
    return (
        f"chart: {{spec: {{chart: web, {version}{more}sourceRef: {{kind: HelmRepository, name: charts}}}}}}"
    )


@pytest.mark.parametrize(
    ("version", "path"),
    [
        ("version: 1.2.3, ", "web-1.2.3.tgz"),
        ("version: 1.x, ", "web-1.2.3.tgz"),
        ("version: '>=1.0.0', ", "web-2.0.0.tgz"),
        ("", "web-2.0.0.tgz"),
    ],
)
def test_a_release_takes_the_newest_that_fits(version: str, path: str) -> None:
    target = only(of_flux(of_chart(version) + "\nvalues: {b: 1}"))
    assert target.name == "HelmRelease/shop/web"
    assert target.source == HelmSource(
        "", (), "web", "shop", inline=('{"b":1}',), fetched=path, inline_from=(None,)
    )
    assert (target.path, target.closure) == ("clusters/live.yaml", ())
    assert target.declared_by is not None
    assert target.declared_by.pointer == "/spec/chart/spec/chart"


def test_a_version_that_does_not_fit_is_told() -> None:
    assert reasons(of_flux(of_chart("version: 3.x, "))) == {
        "HelmRelease/shop/web": (
            "a chart from outside the repository: web 3.x from HelmRepository shop/charts "
            "(https://charts.example.com), and the folder of --charts holds 1.2.3, 2.0.0"
        )
    }


def test_values_files_of_a_fetched_chart_are_its_own() -> None:
    target = only(of_flux(of_chart("version: 1.2.3, ", "valuesFiles: [values.yaml, ./values-live.yaml], ")))
    assert isinstance(target.source, HelmSource)
    assert (target.source.inline, target.source.own_values) == (("a: 1\n", "a: 2\n"), False)
    absent = of_flux(of_chart("version: 1.2.3, ", "valuesFiles: [absent.yaml], "))
    assert told(absent) == [
        ("render/missing-path", "/spec/chart/spec/valuesFiles/0", "absent.yaml is no file of the chart")
    ]


@pytest.mark.parametrize(
    ("ref", "path"),
    [
        ("ref: {tag: 1.2.3}", "web-1.2.3.tgz"),
        ("ref: {semver: 1.x}", "web-1.2.3.tgz"),
        ("ref: {tag: 2.0.0, digest: 'sha256:abc'}", "web-2.0.0.tgz"),
        ("", "web-2.0.0.tgz"),
    ],
)
def test_an_artifact_of_a_registry_is_a_chart_by_its_name(ref: str, path: str) -> None:
    artifact = (
        "---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\n"
        "metadata: {name: any, namespace: shop}\nspec:\n  url: oci://ghcr.io/example/charts/web\n  " + ref
    )
    target = only(of_flux("chartRef: {kind: OCIRepository, name: any}", artifact + "\n"))
    assert isinstance(target.source, HelmSource)
    assert target.source.fetched == path


def of_argo(helm: str, chart: str = "web", revision: str = "1.*") -> Outcome[Target]:
    spec = {
        "destination": {"namespace": "live"},
        "sources": [
            {
                "repoURL": "https://charts.example.com",
                "chart": chart,
                "targetRevision": revision,
                "helm": json.loads(helm),
            },
            {"repoURL": "https://git.example.com/shop/platform", "ref": "here"},
        ],
    }
    identity = (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\n"
    )
    files = {"values/live.yaml": "a: 3\n"}
    return expanded(f"{identity}spec: {json.dumps(spec)}\n", files, charts=CHARTS)


def test_an_application_takes_values_of_the_repository_and_of_the_chart() -> None:
    target = only(of_argo('{"valueFiles": ["$here/values/live.yaml"], "valuesObject": {"b": 1}}'))
    assert target.source == HelmSource(
        "", ("values/live.yaml",), "web", "live", inline=('{"b":1}',), fetched="web-1.2.3.tgz"
    )
    assert (target.path, target.closure) == ("clusters/live.yaml", ("values/live.yaml",))
    assert target.declared_by is not None
    assert target.declared_by.pointer == "/spec/sources/0/chart"
    files = '["$here/values/live.yaml", "values-live.yaml", "$here/values/live.yaml"]'
    mixed = only(of_argo(f'{{"valueFiles": {files}}}'))
    assert isinstance(mixed.source, HelmSource)
    assert (mixed.source.values, mixed.source.inline) == (("values/live.yaml",), ("a: 2\n", "a: 3\n"))


def test_the_chart_of_an_application_may_have_a_path_in_its_registry() -> None:
    target = only(of_argo("{}", "team/web", "2.0.0"))
    assert isinstance(target.source, HelmSource)
    assert target.source.fetched == "web-2.0.0.tgz"


def test_what_is_wrong_with_an_application_is_told_at_its_field() -> None:
    assert reasons(of_argo("{}", "db")) == {
        "Application/argocd/web": (
            "a chart from outside the repository: db 1.* from https://charts.example.com, "
            "and the folder of --charts does not hold it"
        )
    }
    assert told(of_argo('{"valueFiles": ["no.yaml"]}')) == [
        ("render/missing-path", "/spec/sources/0/helm/valueFiles/0", "no.yaml is no file of the chart")
    ]
    assert told(of_argo('{"valueFiles": ["$here/no.yaml"]}')) == [
        ("render/missing-path", "/spec/sources/0/helm/valueFiles/0", "no.yaml is no file of the repository")
    ]
    assert not told(of_argo('{"valueFiles": ["no.yaml"], "ignoreMissingValueFiles": true}'))
