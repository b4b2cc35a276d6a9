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
