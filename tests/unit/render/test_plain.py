"""Plain targets."""

from __future__ import annotations

from pathlib import Path

from gate.system.files import open_folder
from gate.system.tools import Toolbox
from tests.unit.render.folders import CONFIG_MAP, place, plain_target, rendering, repository


def test_files_are_sent_as_they_are(tmp_path: Path) -> None:
    tree = repository(tmp_path, {"a.yaml": CONFIG_MAP, "b.json": "{}"})
    (rendered,) = rendering(plain_target("a.yaml", "b.json"), tree, tools=Toolbox()).values
    assert [(text.path, text.text) for text in rendered.texts] == [
        ("a.yaml", CONFIG_MAP.encode()),
        ("b.json", b"{}"),
    ]
    assert rendered.kubernetes_versions == ("1.34",)


def test_a_file_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    repository(tmp_path / "repo", {"a.yaml": CONFIG_MAP})
    (tmp_path / "secret.yaml").write_text(CONFIG_MAP)
    (tmp_path / "repo/out.yaml").symlink_to(tmp_path / "secret.yaml")
    (tmp_path / "repo/gone.yaml").symlink_to("nowhere")
    target = plain_target("out.yaml", "gone.yaml", "a.yaml")
    outcome = rendering(target, open_folder(str(tmp_path / "repo")), tools=Toolbox())
    assert [text.path for one in outcome.values for text in one.texts] == ["a.yaml"]
    assert [(finding.rule, place(finding)) for finding in outcome.findings] == [
        ("render/refused", ("out.yaml", None, None, "file")),
        ("render/failed", ("gone.yaml", None, None, "file")),
    ]
    assert all(finding.unjudged for finding in outcome.findings)


def test_nothing_to_send_is_no_rendering(tmp_path: Path) -> None:
    outcome = rendering(plain_target("gone.yaml"), repository(tmp_path, {}), tools=Toolbox())
    assert outcome.values == ()
    assert len(outcome.findings) == 1
