"""Charts of registries that `--charts` supplies, rendered as Flux and Argo CD would, and where they come from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.cli.main import run
from tests.tools.checkout import Checkout
from tests.unit.render.packing import packed

pytestmark = pytest.mark.needs("helm")
WEB = {
    "values.yaml": "type: ClusterIP\n",
    "templates/a.yaml": (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  type: {{ .Values.type }}\n"
        "  ports: [{port: 1}]\n"
    ),
    "templates/b.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {type: None, ports: [{port: 1}]}\n",
}
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  interval: 10m
  chart:
    spec:
      chart: web
      version: 1.x
      sourceRef: {kind: HelmRepository, name: charts}
  values:
    type: Odd
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  project: default
  destination: {namespace: shop, server: https://kubernetes.default.svc}
  source:
    repoURL: https://charts.example.com
    chart: web
    targetRevision: 1.2.3
    helm:
      valuesObject:
        type: Odd
"""


def report(folder: Checkout, capsys: pytest.CaptureFixture[str], charts: Path, *more: str) -> Any:
    run(["check", "--format", "json", "--select", "api,schema", "--charts", str(charts), *more])
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("text", "name", "values", "chart"),
    [
        (RELEASE, "HelmRelease/shop/web", (12, 11), (8, 14)),
        (APPLICATION, "Application/argocd/web", (13, 15), (9, 12)),
    ],
)
@pytest.mark.parametrize("is_packed", [True, False])
def test_a_release_of_a_fetched_chart_is_judged(
    text: str,
    name: str,
    values: tuple[int, int],
    chart: tuple[int, int],
    is_packed: bool,
    folder: Checkout,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    charts = tmp_path / "fetched"
    charts.mkdir()
    if is_packed:
        (charts / "web-1.2.3.tgz").write_bytes(packed("web", WEB))
    else:
        for path, content in {**WEB, "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.2.3\n"}.items():
            (charts / "web" / path).parent.mkdir(parents=True, exist_ok=True)
            (charts / "web" / path).write_text(content)
    folder.write({"clusters/live/web.yaml": text})
    monkeypatch.chdir(folder.folder)
    found = report(folder, capsys, charts)
    targets = {one["name"]: one["status"] for one in found["targets"]}
    assert targets[name] == "rendered"
    places = {
        (one["resource"]["name"], one["pointer"]): one["location"]
        for one in found["findings"]
        if one["targets"] == [name]
    }
    own, spelled = places["web", "/spec/type"], places["b", "/spec/type"]
    assert (own["path"], own["line"], own["column"], own["precision"]) == (
        "clusters/live/web.yaml",
        *values,
        "exact",
    )
    assert (spelled["path"], spelled["line"], spelled["column"], spelled["precision"]) == (
        "clusters/live/web.yaml",
        *chart,
        "target",
    )


def test_a_chart_that_is_not_there_is_accounted_for(
    folder: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fetched").mkdir()
    folder.write({"clusters/live/web.yaml": RELEASE})
    monkeypatch.chdir(folder.folder)
    found = report(folder, capsys, tmp_path / "fetched")
    skipped = {one["path"]: one["reason"] for one in found["accounting"]["skipped"]}
    assert skipped["HelmRelease/shop/web"] == (
        "a chart from outside the repository: web 1.x from HelmRepository shop/charts, "
        "and the folder of --charts does not hold it"
    )


def test_a_chart_that_fails_is_told_where_it_is_named(
    folder: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fetched").mkdir()
    broken = packed("web", {"templates/a.yaml": '{{ required "a host is needed" .Values.host }}'})
    (tmp_path / "fetched/web-1.2.3.tgz").write_bytes(broken)
    folder.write({"clusters/live/web.yaml": RELEASE})
    monkeypatch.chdir(folder.folder)
    found = report(folder, capsys, tmp_path / "fetched")
    (finding,) = [one for one in found["findings"] if one["rule"] == "render/failed"]
    assert "a host is needed" in finding["message"]
    location = finding["location"]
    assert (location["path"], location["line"], location["precision"]) == (
        "clusters/live/web.yaml",
        8,
        "target",
    )
