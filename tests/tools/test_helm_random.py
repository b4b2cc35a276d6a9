"""A chart whose rendering is another one each time: nothing is said of what cannot be known."""

from __future__ import annotations

import json

import pytest

from gate.cli.main import run
from tests.tools.checkout import Checkout

pytestmark = pytest.mark.needs("helm")
SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: {{ %s }}
  ports: [{port: 1}]
"""


@pytest.mark.parametrize(("action", "told"), [("randAlpha 9", False), ('"Random"', True)])
def test_findings_on_random_values_are_dropped(
    action: str,
    told: bool,
    folder: Checkout,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder.write(
        {
            "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
            "chart/templates/a.yaml": SERVICE % action,
        }
    )
    monkeypatch.chdir(folder.folder)
    run(["check", "--format", "json", "--select", "api,schema"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [one["pointer"] for one in findings] == (["/spec/type"] if told else [])


@pytest.mark.parametrize(("action", "told"), [("randAlpha 9", False), ('"Random"', True)])
@pytest.mark.parametrize("is_fetched", [False, True])
def test_so_are_those_on_charts_in_a_kustomization(
    action: str,
    told: bool,
    is_fetched: bool,
    folder: Checkout,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    chart = {
        "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
        "shop/values.yaml": "",
        "shop/templates/a.yaml": SERVICE % action,
    }
    entry = "{name: shop, version: 0.1.0, repo: 'https://charts.example.com'}"
    folder.write({"app/kustomization.yaml": f"helmCharts: [{entry}]\n"})
    home = "../fetched" if is_fetched else "app/charts"
    folder.write({f"{home}/{path}": content for path, content in chart.items()})
    monkeypatch.chdir(folder.folder)
    charts = ["--charts", "../fetched"] if is_fetched else []
    run(["check", "app", "--format", "json", "--select", "api,schema", *charts])
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [one["pointer"] for one in findings] == (["/spec/type"] if told else [])
