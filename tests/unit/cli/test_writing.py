"""Report files: which are refused before anything is judged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gate.cli.writing import unwritable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path.resolve() / "work"
    (place / "reports").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (place / "there.json").write_text("{}")
    (place / "link.json").symlink_to("there.json")
    (place / "folder").symlink_to("../outside")
    return place


def reason(path: str, folder: Path) -> str:
    faults = unwritable([("json", path)], folder)
    return faults[0].message.partition(": ")[2].replace(str(folder), "HERE") if faults else ""


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("new.json", ""),
        ("there.json", ""),
        ("reports/new.json", ""),
        ("../outside/new.json", ""),
        ("/dev/null", ""),
        ("reports", "it is a folder"),
        ("nowhere/new.json", "there is no folder HERE/nowhere"),
        ("there.json/new.json", "there is no folder HERE/there.json"),
        ("link.json", "link.json is a symbolic link"),
        ("folder/new.json", "folder is a symbolic link"),
        ("reports/../folder/new.json", "folder is a symbolic link"),
    ],
)
def test_a_file_is_refused(folder: Path, path: str, why: str) -> None:
    assert reason(path, folder) == why
    if not path.startswith(("/", "..")):
        assert reason(str(folder / path), folder) == why


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_closed(folder: Path) -> None:
    (folder / "reports").chmod(0o500)
    assert reason("reports/new.json", folder) == "permission denied"


def test_each_is_told(folder: Path) -> None:
    faults = unwritable([("json", "reports"), ("sarif", "new.sarif"), ("junit", "no/x")], folder)
    assert [fault.message for fault in faults] == [
        "no report can be written to reports: it is a folder",
        f"no report can be written to no/x: there is no folder {folder}/no",
    ]
    assert all(fault.hint for fault in faults)
