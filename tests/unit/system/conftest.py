"""What the tests of the doors share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.system.workshop import Workshop, git_program


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    folder = tmp_path / "repository"
    folder.mkdir()
    workshop = Workshop(folder, git_program())
    workshop.git("init", "--quiet", "--initial-branch=main")
    return workshop
