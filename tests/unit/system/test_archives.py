"""Archives that others made: files below them, bounded, and nothing else."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from gate.errors import ToolError
from gate.system import archives
from gate.system.archives import files_of_archive


def archive(folder: Path, *members: tuple[str, bytes, bytes]) -> Path:
    path = folder / "a.tar.gz"
    with tarfile.open(path, "w:gz") as opened:
        for name, kind, content in members:
            info = tarfile.TarInfo(name)
            info.type = kind
            info.linkname = "/etc/passwd"
            info.size = len(content)
            opened.addfile(info, io.BytesIO(content))
    return path


def test_files_by_their_paths_below_it(tmp_path: Path) -> None:
    made = archive(
        tmp_path,
        ("./policy", tarfile.DIRTYPE, b""),
        ("./policy/a.rego", tarfile.REGTYPE, b"package a"),
        ("/data.json", tarfile.REGTYPE, b"{}"),
    )
    assert dict(files_of_archive(made, "b")) == {"policy/a.rego": b"package a", "data.json": b"{}"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../a.rego", tarfile.REGTYPE),
        ("a/../../b.rego", tarfile.REGTYPE),
        ("/../a.rego", tarfile.REGTYPE),
        ("a.rego", tarfile.SYMTYPE),
        ("a.rego", tarfile.LNKTYPE),
        ("a.rego", tarfile.FIFOTYPE),
        ("a.rego", tarfile.CHRTYPE),
    ],
)
def test_what_leads_out_or_is_no_file_is_refused(tmp_path: Path, name: str, kind: bytes) -> None:
    with pytest.raises(ToolError, match="no regular file below it"):
        list(files_of_archive(archive(tmp_path, (name, kind, b"")), "b"))


def test_what_is_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = archive(tmp_path, ("a", tarfile.REGTYPE, b"12"), ("b", tarfile.REGTYPE, b"34"))
    monkeypatch.setattr(archives, "MOST_BYTES", 3)
    with pytest.raises(ToolError, match="holds more than"):
        list(files_of_archive(made, "b"))
    monkeypatch.setattr(archives, "MOST_BYTES", 4)
    monkeypatch.setattr(archives, "MOST_FILES", 1)
    with pytest.raises(ToolError, match="holds more than"):
        list(files_of_archive(made, "b"))


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00cut"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.tar.gz"
    path.write_bytes(content)
    with pytest.raises(ToolError, match=r"is no .tar.gz that can be read"):
        list(files_of_archive(path, "b"))
