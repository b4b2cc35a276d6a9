"""What every test shares: the programs it may need, and an environment of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        for tool in marker.args:
            if shutil.which(tool) is None:
                message = f"{tool} is not on PATH"
                if os.environ.get("CI"):
                    pytest.fail(message + ", and CI skips nothing")
                pytest.skip(message)


@pytest.fixture
def project_root() -> Path:
    return ROOT
