"""Golden cases: a small repository, a command, and what the gate says of it.

A case is a folder with `repo/`, `case.yaml` (args, exit, what it shows; stdin, needs) and `expected.txt`.
`pytest tests/cases --update` writes what is said now; read the difference before you keep it.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from gate.cli.main import run
from gate.validate import available_versions
from tests.conftest import require

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.rglob("case.yaml"))


# What may differ from one machine or day to the next.
MOVING = (
    (re.compile(r"\b\d+\.\d s\b"), "N s"),
    (re.compile(r"engine embedded \S+"), "engine embedded VERSION,"),
    (re.compile(rf"Kubernetes {re.escape(available_versions()[-1])}\b"), "Kubernetes NEWEST"),
    (re.compile(r"\b\d+ rules\b"), "ALL rules"),
    # The machine's own tools may be older than is advised.
    (re.compile(r"^note  \w+ \S+ is older than .*\n(?:      .*\n)*", re.MULTILINE), ""),
)


@dataclass(frozen=True)
class Case:
    args: list[str]
    exit: int
    stdin: str = ""
    needs: tuple[str, ...] = ()


def read_case(folder: Path) -> Case:
    said = yaml.safe_load((folder / "case.yaml").read_text())
    assert said.pop("shows"), "say in a sentence what the case shows"
    return Case(
        args=str(said.pop("args")).split(),
        exit=said.pop("exit"),
        stdin=said.pop("stdin", ""),
        needs=tuple(said.pop("needs", ())),
        **said,
    )


@pytest.mark.parametrize("folder", CASES, ids=[str(path.relative_to(HERE)) for path in CASES])
def test_case(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    case = read_case(folder)
    for tool in case.needs:
        require(tool)
    shutil.copytree(folder / "repo", tmp_path / "repo", symlinks=True)
    monkeypatch.chdir(tmp_path / "repo")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(case.stdin.encode())))
    code = run(case.args)
    said = settled(capsys.readouterr().out.replace(str(tmp_path), "ROOT"))
    expected = folder / "expected.txt"
    if request.config.getoption("--update"):
        expected.write_text(said)
    assert said == expected.read_text()
    assert code == case.exit


def settled(text: str) -> str:
    for pattern, instead in MOVING:
        text = pattern.sub(instead, text)
    return text
