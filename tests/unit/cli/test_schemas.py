"""`gate schemas add`: what is written, what is said, and with which exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from gate.cli.main import run
from gate.model.json import JsonObject
from tests.unit.validate.resources import crd

WIDGETS: JsonObject = crd({"type": "object"})
GADGETS: JsonObject = crd({"type": "object"}, kind="Gadget")
FILE = "schemas/example.com/widgets.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crds.yaml").write_text(
        yaml.safe_dump_all([WIDGETS, {"kind": "ConfigMap"}, {**GADGETS, "status": {}}])
    )
    return tmp_path


def test_each_definition_gets_a_file_and_adding_again_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["schemas", "add", "crds.yaml"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "wrote     schemas/example.com/gadgets.yaml",
        f"wrote     {FILE}",
    ]
    assert yaml.safe_load((folder / FILE).read_text()) == WIDGETS
    assert run(["schemas", "add", "crds.yaml", "."]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "kept      schemas/example.com/gadgets.yaml",
        f"kept      {FILE}",
    ]


def test_one_that_differs_is_replaced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "to/example.com").mkdir(parents=True)
    (folder / "to/example.com/widgets.yaml").write_text("old: true\n")
    (folder / "one.yaml").write_text(yaml.safe_dump(WIDGETS))
    assert run(["schemas", "add", "--to", "to", "one.yaml"]) == 0
    assert capsys.readouterr().out == "replaced  to/example.com/widgets.yaml\n"


def test_what_was_added_judges_the_resources_of_the_repository(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "widget.yaml").write_text(
        "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: {b: 1}\n"
    )
    assert run(["schemas", "add", "crds.yaml"]) == 0
    assert run(["check", "--engine", "embedded", "--no-cache", "--select", "schema", "widget.yaml"]) == 1
    assert "schema/unknown-field" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "there is nothing to add"),
        (["nothing.yaml"], "there is no nothing.yaml"),
        (["empty.yaml"], "there is no CustomResourceDefinition in what was named"),
        (["https://example.com/crds.yaml"], "https://example.com/crds.yaml is an address"),
        (["chart.tgz"], "chart.tgz is an archive"),
        (["--context", "staging", "crds.yaml"], "--context says which cluster --cluster asks"),
    ],
)
def test_what_cannot_be_added_is_a_fault_of_the_set_up(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    (folder / "empty.yaml").write_text("a: 1\n")
    assert run(["schemas", "add", *arguments]) == 2
    assert says in capsys.readouterr().err
    assert not (folder / "schemas").exists()


def test_without_kubectl_no_cluster_is_asked(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(folder))
    assert run(["schemas", "add", "--cluster"]) == 2
    assert "kubectl is not on PATH" in capsys.readouterr().err


def test_a_link_in_the_folder_is_not_followed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "schemas").mkdir()
    (folder / "schemas/example.com").symlink_to(folder.parent)
    assert run(["schemas", "add", "crds.yaml"]) == 2
    assert "schemas/example.com is a symbolic link" in capsys.readouterr().err


def test_a_definition_without_a_group_is_left_out_aloud(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "one.yaml").write_text(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {}\n"
    )
    assert run(["schemas", "add", "one.yaml"]) == 0
    assert "left out   a CustomResourceDefinition without a group" in capsys.readouterr().err


@pytest.mark.needs("helm")
def test_a_chart_fills_the_folder_that_the_configuration_names_already(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / ".gate.yaml").write_text("schemas: [schemas/]\n")
    (folder / "operator/templates").mkdir(parents=True)
    (folder / "operator/Chart.yaml").write_text("apiVersion: v2\nname: operator\nversion: 1.0.0\n")
    (folder / "operator/templates/crd.yaml").write_text(yaml.safe_dump(WIDGETS))
    assert run(["schemas", "add", "operator"]) == 0
    assert capsys.readouterr().out == f"wrote     {FILE}\n"
