"""Where a finding on a chart stands that a kustomization inflates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gate.cli.main import run
from tests.tools.checkout import Checkout

pytestmark = pytest.mark.needs("helm", "kustomize")
CHART = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.2.3\n",
    "values.yaml": "type: Odd\n",
    "templates/a.yaml": (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
        "spec: {type: {{ .Values.type }}, ports: [{port: 1}]}\n"
    ),
}
ENTRY = "helmCharts:\n  - {name: web, version: 1.2.3, repo: 'https://example.com'}\n"


@pytest.mark.parametrize("is_fetched", [False, True])
def test_it_is_the_template_or_the_entry(
    is_fetched: bool,
    folder: Checkout,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = tmp_path / "fetched/web" if is_fetched else folder.folder / "app/charts/web"
    for path, content in CHART.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(content)
    folder.write({"app/kustomization.yaml": ENTRY})
    monkeypatch.chdir(folder.folder)
    charts = ["--charts", str(tmp_path / "fetched")] if is_fetched else []
    run(["check", "--format", "json", "--select", "api", *charts])
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    entry = ("app/kustomization.yaml", 2, 5)
    location = finding["location"]
    place = (location["path"], location["line"], location["column"])
    related = [(one["path"], one["line"], one["column"]) for one in finding["related"]]
    if is_fetched:
        assert (place, location["precision"], related) == (entry, "target", [])
    else:
        template = ("app/charts/web/templates/a.yaml", None, None)
        assert (place, location["precision"], related) == (template, "file", [entry])
