"""Flux HelmReleases as targets."""

from __future__ import annotations

import json

import pytest

from gate.model.finding import Location
from gate.model.target import HelmSource
from tests.unit.discover.expand.declared import OBJECT, expanded, only, reasons, told

CHART = {
    "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "charts/web/values.yaml": "a: 1\n",
    "charts/web/templates/a.yaml": OBJECT,
    "values/live.yaml": "a: 2\n",
    "maps/web.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web-values}\ndata: {values.yaml: 'a: 3'}\n",
}
HERE = "chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system}}}"


def release(spec: str, name: str = "web") -> str:
    lines = "".join(f"  {line}\n" for line in spec.splitlines())
    return (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n"
        f"metadata: {{name: {name}, namespace: shop}}\nspec:\n{lines}"
    )


def test_a_chart_of_this_repository_is_rendered_as_the_release() -> None:
    target = only(expanded(release(HERE), CHART))
    assert (target.name, target.kind, target.path) == ("HelmRelease/shop/web", "helm", "charts/web")
    assert target.source == HelmSource("charts/web", (), "web", "shop")
    assert target.declared_by is not None
    assert target.declared_by.pointer == "/spec/chart/spec/chart"
    assert target.closure == tuple(sorted(path for path in CHART if path.startswith("charts/web/")))


def test_values_come_in_their_order_and_files_replace_those_of_the_chart() -> None:
    spec = """chart:
  spec:
    chart: ./charts/web
    valuesFiles: [values/live.yaml, values/absent.yaml]
    ignoreMissingValuesFiles: true
    sourceRef: {kind: GitRepository, name: flux-system}
targetNamespace: live
install: {crds: Skip}
valuesFrom: [{kind: ConfigMap, name: web-values}]
values: {a: 4}
commonMetadata: {labels: {team: shop}}
postRenderers:
  - kustomize: {patches: [{patch: one}], images: [{name: nginx, newTag: "1"}]}
  - kustomize: {patches: [{patch: two}]}"""
    target = only(expanded(release(spec), CHART))
    assert isinstance(target.source, HelmSource)
    assert target.source.values == ("values/live.yaml",)
    assert target.source.inline == ("a: 3", '{"a":4}')
    assert (target.source.release, target.source.namespace) == ("live-web", "live")
    assert (target.source.own_values, target.source.skip_crds) == (False, True)
    assert json.loads(target.source.post_render) == {
        "patches": [{"patch": "one"}, {"patch": "two"}],
        "images": [{"name": "nginx", "newTag": "1"}],
    }
    assert target.labels == (("team", "shop"),)


def test_a_long_release_name_is_shortened_as_flux_does() -> None:
    target = only(expanded(release(HERE, name="a" * 60), CHART))
    assert isinstance(target.source, HelmSource)
    # sha256 of sixty times the letter a
    assert target.source.release == "a" * 40 + "-11ee391211c6"


def test_a_chart_object_leads_to_the_chart() -> None:
    chart = """---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmChart
metadata: {name: web-chart, namespace: shop}
spec: {chart: charts/web, sourceRef: {kind: GitRepository, name: flux-system}}
"""
    text = release("chartRef: {kind: HelmChart, name: web-chart}") + chart
    target = only(expanded(text, CHART))
    assert target.path == "charts/web"
    assert target.declared_by is not None
    assert target.declared_by.pointer == "/spec/chartRef/name"


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (
            "chart: {spec: {chart: redis, version: 1.x, sourceRef: {kind: HelmRepository, name: bitnami}}}",
            (
                "a chart from outside the repository: redis 1.x from HelmRepository shop/bitnami "
                "(https://charts.example.com)"
            ),
        ),
        (
            "chartRef: {kind: OCIRepository, name: app, namespace: flux-system}",
            "a chart from outside the repository: OCIRepository flux-system/app (oci://ghcr.io/app 3.1.0)",
        ),
        (
            "chartRef: {kind: HelmChart, name: none}",
            "a chart that is not in the repository: HelmChart shop/none",
        ),
        (
            f"{HERE}\nvaluesFrom: [{{kind: Secret, name: s}}]",
            "takes values that the gate cannot read: Secret shop/s",
        ),
        (
            f"{HERE}\nvaluesFrom: [{{kind: ConfigMap, name: web-values, targetPath: 'a[0]'}}]",
            "puts what the ConfigMap shop/web-values has as values.yaml at a[0], which Helm would take apart",
        ),
        (
            f"{HERE}\nvaluesFrom: [{{kind: Secret, name: sealed, optional: true}}]",
            "takes values that the gate cannot read: Secret shop/sealed",
        ),
    ],
)
def test_what_lies_elsewhere_is_said(spec: str, reason: str) -> None:
    sources = """---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: bitnami, namespace: shop}
spec: {url: 'https://me:secret@charts.example.com'}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: app, namespace: flux-system}
spec: {url: 'oci://ghcr.io/app', ref: {tag: 3.1.0}}
"""
    outcome = expanded(release(spec) + sources, CHART)
    assert not outcome.values
    assert not told(outcome)
    assert reasons(outcome) == {"HelmRelease/shop/web": reason}


@pytest.mark.parametrize(
    ("spec", "finding"),
    [
        (
            HERE.replace("charts/web", "charts/wep"),
            (
                "render/missing-path",
                "/spec/chart/spec/chart",
                "charts/wep is no folder of a chart in the repository",
            ),
        ),
        (
            (
                "chart: {spec: {chart: charts/web, valuesFiles: [a.yaml], sourceRef: {kind: GitRepository, "
                "name: flux-system}}}"
            ),
            (
                "render/missing-path",
                "/spec/chart/spec/valuesFiles/0",
                "a.yaml is no file of the repository",
            ),
        ),
        (
            f"{HERE}\nvaluesFrom: [{{kind: ConfigMap, name: web-values, valuesKey: b}}]",
            (
                "render/broken-declaration",
                "/spec/valuesFrom/0/name",
                "the ConfigMap shop/web-values has no key b",
            ),
        ),
    ],
)
def test_what_is_not_there_is_a_finding_at_the_field(spec: str, finding: tuple[str, str, str]) -> None:
    assert told(expanded(release(spec), CHART)) == [finding]


NOT_AT_HAND = "chart: {spec: {chart: web, version: 1.0.0, sourceRef: {kind: HelmRepository, name: charts}}}"
WRONG_MAP = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: wrong}\n"
    "data: {values.yaml: '- a', broken: 'a: [', fine: '# none'}\n"
)


@pytest.mark.parametrize("chart", [HERE, NOT_AT_HAND])
@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "name: wrong",
            "what the ConfigMap shop/wrong has as values.yaml is a list, where Helm takes a mapping",
        ),
        (
            "name: wrong, valuesKey: broken",
            (
                "what the ConfigMap shop/wrong has as broken is no readable YAML: "
                "did not find expected node content (while parsing a flow node)"
            ),
        ),
        ("name: wrong, valuesKey: gone", "the ConfigMap shop/wrong has no key gone"),
    ],
)
def test_values_from_a_config_map_that_are_none_are_told_whatever_the_chart(
    source: str, message: str, chart: str
) -> None:
    spec = f"{chart}\nvaluesFrom: [{{kind: ConfigMap, name: web-values}}, {{kind: ConfigMap, {source}}}]"
    outcome = expanded(release(spec), {**CHART, "maps/wrong.yaml": in_shop(WRONG_MAP)})
    assert told(outcome) == [("render/broken-declaration", "/spec/valuesFrom/1/name", message)]
    assert not outcome.values
    assert len(outcome.accounts) == (chart == NOT_AT_HAND)


@pytest.mark.parametrize("chart", [HERE, NOT_AT_HAND])
@pytest.mark.parametrize(("values", "kind"), [("text", "a text"), ("[a]", "a list"), ("1", "a number")])
def test_values_that_flux_drops_are_told(values: str, kind: str, chart: str) -> None:
    outcome = expanded(release(f"{chart}\nvalues: {values}"), CHART)
    (finding,) = outcome.findings
    assert (finding.pointer, finding.unjudged) == ("/spec/values", False)
    assert finding.message == f"values is {kind}, where Flux takes a mapping and uses nothing else"
    assert [target.source for target in outcome.values] == (
        [HelmSource("charts/web", (), "web", "shop")] if chart == HERE else []
    )


@pytest.mark.parametrize(
    "values",
    ["values: null", "values: {}", "valuesFrom: [{kind: ConfigMap, name: wrong, valuesKey: fine}]"],
)
def test_values_that_say_nothing_are_fine(values: str) -> None:
    files = {**CHART, "maps/wrong.yaml": in_shop(WRONG_MAP)}
    assert only(expanded(release(f"{HERE}\n{values}"), files)).kind == "helm"


def test_a_values_file_that_is_no_mapping_is_told_at_its_line() -> None:
    spec = """chart:
  spec:
    chart: ./charts/web
    valuesFiles: [values/live.yaml, values/list.yaml]
    sourceRef: {kind: GitRepository, name: flux-system}"""
    (finding,) = expanded(release(spec), {**CHART, "values/list.yaml": "\n- a\n"}).findings
    assert finding.location == Location("values/list.yaml", 2, 1)
    assert finding.message == "values/list.yaml is a list, where Helm takes a mapping"


def in_shop(text: str) -> str:
    return text.replace("{name: wrong}", "{name: wrong, namespace: shop}")


def test_a_single_value_comes_where_its_reference_stands() -> None:
    maps = {
        "maps/one.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {host: a.example.com}\n"
    }
    spec = (
        f"{HERE}\nvalues: {{a: 4}}\nvaluesFrom:\n"
        "  - {kind: ConfigMap, name: one, valuesKey: host, targetPath: ingress.host}\n"
        "  - {kind: ConfigMap, name: web-values}"
    )
    target = only(expanded(release(spec), {**CHART, **maps}))
    assert isinstance(target.source, HelmSource)
    assert target.source.inline == ('{"ingress":{"host":"a.example.com"}}', "a: 3", '{"a":4}')


def test_an_optional_map_that_is_not_there_is_gone_on_without() -> None:
    spec = f"{HERE}\nvaluesFrom: [{{kind: ConfigMap, name: none, optional: true}}]"
    outcome = expanded(release(spec), CHART)
    assert only(outcome).source == HelmSource("charts/web", (), "web", "shop")
    reason = "rendered without optional values that are not in the repository: ConfigMap shop/none"
    assert reasons(outcome) == {"HelmRelease/shop/web": reason}
