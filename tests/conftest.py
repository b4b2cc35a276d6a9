"""What every test shares: the programs it may need, and an environment of its own."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
pytest_plugins = ("tests.https_server",)


# A shell that starts this in the background, or by nohup, has these ignored, and every child would inherit it.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


# A deadline would be an assertion on time; and what lands does not depend on luck, so CI draws the same examples.
settings.register_profile("gate", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("gate")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write golden files anew")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        for tool in marker.args:
            require(tool)


def require(tool: str) -> None:
    """Skip where a program is not on PATH; in CI, fail: it skips nothing."""
    if shutil.which(tool) is None:
        message = f"{tool} is not on PATH"
        if os.environ.get("CI"):
            pytest.fail(message + ", and CI skips nothing")
        pytest.skip(message)


@pytest.fixture(autouse=True)
def environment_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No setting of the machine reaches a test: no GATE_*, no Actions, and a cache of its own."""
    for name in list(os.environ):
        if name.startswith(("GATE_", "GITHUB_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GATE_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("GATE_ENGINE", "embedded")


@pytest.fixture
def project_root() -> Path:
    return ROOT
