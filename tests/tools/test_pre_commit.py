"""The pre-commit hook, installed from the last commit of this checkout and run by the real pre-commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tools.checkout import BAD, GOOD, Checkout, Said

pytestmark = [pytest.mark.needs("git"), pytest.mark.needs("kustomize")]
# The user's own folders: where `unshare` leaves only root, and where no registry can be asked.
NO_NETWORK = ("unshare", "--map-root-user", "--net", "--")


@dataclass(frozen=True)
class Hook:
    """A repository whose pre-commit takes the hook from this project; home: where pre-commit keeps it."""

    checkout: Checkout
    home: Path

    def run(self, *arguments: str, before: tuple[str, ...] = ()) -> Said:
        env = {"PRE_COMMIT_HOME": str(self.home), "PRE_COMMIT_COLOR": "never"}
        return self.checkout.run([*before, sys.executable, "-m", "pre_commit", *arguments], env=env)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Hook:
    """The hook of this project's last commit, installed once for all that run tests at the same time.

    pre-commit clones the commit by itself, and locks its folder while it installs.
    """
    place = tmp_path_factory.mktemp("pre-commit")
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "pre-commit-home"
    asked = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if asked.returncode != 0:
        pytest.skip("pre-commit installs from Git, and these sources are in no repository")
    head = asked.stdout.strip()
    (place / "repo").mkdir()
    checkout = Checkout(place / "repo").init()
    config = f"repos:\n- repo: {ROOT.as_uri()}\n  rev: {head}\n  hooks: [{{id: gate}}]\n"
    checkout.commit({".pre-commit-config.yaml": config, "a.yaml": GOOD})
    hook = Hook(checkout, home)
    said = hook.run("install-hooks")
    assert said.code == 0, said.everything
    return hook


@pytest.fixture
def hook(installed: Hook) -> Hook:
    """The same repository, as it was at its first commit."""
    installed.checkout.git("reset", "--quiet", "--hard", "HEAD")
    installed.checkout.git("clean", "--quiet", "-d", "--force")
    return installed


def test_a_good_repository_passes(hook: Hook) -> None:
    said = hook.run("run", "--all-files", "--verbose")
    assert (said.code, "Passed" in said.out) == (0, True), said.everything
    assert "pass  0 errors, 0 warnings" in said.out


def test_a_bad_one_fails_with_the_finding(hook: Hook) -> None:
    hook.checkout.write({"b.yaml": BAD})
    hook.checkout.git("add", "b.yaml")
    said = hook.run("run", "--all-files")
    assert said.code == 1
    assert "schema/unknown-field" in said.out
    assert "at  b.yaml:5:1" in said.out


def test_it_runs_once_whatever_is_staged(hook: Hook) -> None:
    hook.checkout.write({f"{number}.txt": "text\n" for number in range(50)})
    hook.checkout.git("add", "--all")
    said = hook.run("run", "--verbose")
    assert said.out.count("judged  ") == 1


def test_a_deletion_alone_is_judged(hook: Hook) -> None:
    files = {"base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": GOOD}
    hook.checkout.commit({**files, "overlay/kustomization.yaml": "resources: [../base]\n"})
    hook.checkout.git("rm", "--quiet", "-r", "base")
    said = hook.run("run")
    hook.checkout.git("reset", "--quiet", "--hard", "HEAD~1")
    assert said.code == 1
    assert "render/" in said.out
    assert "overlay/kustomization.yaml:1:" in said.out


def test_it_changes_no_file(hook: Hook) -> None:
    hook.run("run", "--all-files")
    assert hook.checkout.git("status", "--porcelain") == ""


def test_it_runs_with_no_network(hook: Hook) -> None:
    if sys.platform != "linux" or shutil.which("unshare") is None:
        pytest.skip("only Linux takes the network away from one process (unshare)")
    if subprocess.run([*NO_NETWORK, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("this user may not make a network namespace (unshare --net)")
    good = hook.run("run", "--all-files", before=NO_NETWORK)
    assert good.code == 0, good.everything
    hook.checkout.write({"b.yaml": BAD})
    hook.checkout.git("add", "b.yaml")
    bad = hook.run("run", "--all-files", before=NO_NETWORK)
    assert bad.code == 1
    assert "schema/unknown-field" in bad.out


def test_try_repo_takes_the_hook_by_its_name(hook: Hook) -> None:
    """`pre-commit try-repo` installs it into a folder that it throws away."""
    config = (hook.checkout.folder / ".pre-commit-config.yaml").read_text()
    repository, revision = (config.split(f"{key}: ")[1].split("\n")[0] for key in ("repo", "rev"))
    said = hook.run("try-repo", repository, "gate", "--ref", revision, "--all-files", "--verbose")
    assert said.code == 0, said.everything
    assert "pass  0 errors, 0 warnings" in said.out


def test_helm_comes_with_the_hook(hook: Hook) -> None:
    """A chart is judged on a machine that has no Helm."""
    without = os.pathsep.join(
        folder
        for folder in os.environ["PATH"].split(os.pathsep)
        if not Path(folder, "helm").exists() or Path(folder, "git").exists()
    )
    hook.checkout.write(
        {
            "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
            "chart/templates/a.yaml": BAD,
        }
    )
    hook.checkout.git("add", "--all")
    env = {"PRE_COMMIT_HOME": str(hook.home), "PATH": without}
    said = hook.checkout.run([sys.executable, "-m", "pre_commit", "run", "--all-files"], env=env)
    assert said.code == 1
    assert "schema/unknown-field" in said.out
    assert "chart/templates/a.yaml" in said.out
