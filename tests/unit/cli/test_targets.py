"""The list of targets."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.cli.main import run

FILES = {
    "web/base/kustomization.yaml": "resources: [web.yaml]\n",
    "web/base/web.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n",
    "web/production/kustomization.yaml": "resources: [../base]\n",
    "docker-compose.yaml": "services: {}\n",
}


def test_what_is_built_on_is_told_apart_from_what_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for path, content in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content)
    monkeypatch.chdir(tmp_path)
    assert run(["targets"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "web/production  kustomize, production",
        "    kustomization that nothing else in the repository builds on; 3 files",
        "",
        "built on 1 base or component:",
        "  web/base: judged through web/production",
        "",
        "left out 1:",
        "  docker-compose.yaml: Docker Compose file",
        "",
        "1 target",
    ]


def test_an_empty_folder_has_no_targets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["targets"]) == 0
    assert capsys.readouterr().out == "0 targets\n"


def test_what_judges_nothing_needs_no_schemas_and_no_policies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.yaml").write_text(FILES["web/base/web.yaml"])
    (tmp_path / ".gate.yaml").write_text("schemas: [schemas/]\npolicies: [policy/]\n")
    monkeypatch.chdir(tmp_path)
    assert run(["targets"]) == run(["render"]) == 0
    assert run(["check"]) == 2
    assert "there is no folder" in capsys.readouterr().out
