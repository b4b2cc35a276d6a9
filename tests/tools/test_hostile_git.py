"""What a pull request can try through Git: attributes and folders of hooks that the clone is set up to obey."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.tools.checkout import BAD, GOOD, Checkout

pytestmark = pytest.mark.needs("git", "kustomize")
OTHER = GOOD.replace("good", "other")
HOOKS = ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc")
# Nobody pulls these in with a change, but many have them: Git LFS is such a filter, husky such a folder.
RUNNING = (
    "core.fsmonitor",
    "core.sshCommand",
    "diff.external",
    "diff.trap.textconv",
    "filter.trap.clean",
    "filter.trap.process",
    "filter.trap.smudge",
)


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    return tmp_path / "ran"


@pytest.fixture
def change(tmp_path: Path, ran: Path) -> Checkout:
    """A change whose attributes and hooks a clone obeys. What it writes is there in the commit and on disk."""
    checkout = Checkout(tmp_path / "repo").write({"a.yaml": GOOD, "b.yaml": OTHER}).init()
    checkout.commit()
    checkout.git("switch", "--quiet", "--create", "change")
    program = f"#!/bin/sh\n: >{ran}\ncat\n"  # no program is found on an empty PATH
    files = {f"hooks/{name}": program for name in (*HOOKS, "program")}
    checkout.write({"a.yaml": BAD, ".gitattributes": "* filter=trap diff=trap ident\n", **files})
    for name in files:
        (checkout.folder / name).chmod(0o755)
    checkout.commit()
    for key in RUNNING:
        checkout.git("config", key, str(checkout.folder / "hooks/program"))
    checkout.git("config", "core.hooksPath", "hooks")
    ran.unlink(missing_ok=True)
    return checkout


@pytest.mark.parametrize("option", ["--since", "--trust"])
def test_git_runs_nothing_for_the_gate(change: Checkout, ran: Path, option: str) -> None:
    # Git itself would read it through the filter, to see whether it is the same.
    os.utime(change.folder / "b.yaml", (0, 0))
    said = change.gate("check", "--no-cache", "--format", "json", option, "main")
    assert said.code == 1
    assert "schema/unknown-field" in said.rules
    assert not ran.exists()


def test_git_itself_would_run_them(change: Checkout, ran: Path) -> None:
    os.utime(change.folder / "b.yaml", (0, 0))
    change.git("-c", "core.fsmonitor=", "-c", "filter.trap.process=", "diff", "--name-only")
    assert ran.exists()
