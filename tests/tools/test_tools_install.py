"""The way by Go, for real: kustomize is the smallest of the tools."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gate.errors import ToolError
from gate.system import installation
from gate.system.download import UnreachableError
from gate.system.installation import install
from gate.system.tools import Toolbox, cached_place, find_tools


@pytest.mark.needs("go")
def test_go_builds_the_pinned_kustomize(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(url: str, *_: object) -> None:
        raise UnreachableError(f"{url} cannot be downloaded: the test does not ask for it")

    monkeypatch.setattr(installation, "download", unreachable)
    said: list[str] = []
    try:
        (tool,) = install(
            ["kustomize"], str(tmp_path), env=os.environ, toolbox=Toolbox(), progress=said.append
        )
    except ToolError as error:
        if "dial tcp" in error.message or "lookup" in error.message:
            pytest.fail(f"the modules are neither in Go's cache nor to be had: {error.message}")
        raise
    assert tool.program == str(cached_place("kustomize", str(tmp_path)))
    found = find_tools("", str(tmp_path), "/absent").kustomize
    assert found is not None
    assert found.program == tool.program
    assert found.fault == found.warning == ""
    assert "the Go checksum database proves its source" in said[2]
