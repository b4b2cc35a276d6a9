"""A folder with a user at its shell: real Git, and the real gate as a program of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GATE = (sys.executable, "-m", "gate")
# Each name is set for Git as for a person who just installed it.
IDENTITY = ("-c", "user.name=A Name", "-c", "user.email=name@example.com", "-c", "commit.gpgSign=false")
GOOD = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: good\ndata:\n  colour: green\n"
BAD = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bad\ndate: {}\n"


@dataclass(frozen=True)
class Said:
    """What a program said before it ended."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> Any:
        return json.loads(self.out)

    @property
    def everything(self) -> str:
        return self.out + self.err

    @property
    def rules(self) -> set[str]:
        """The rules of the open findings of a JSON report."""
        return {one["rule"] for one in self.report["findings"] if one["status"] == "open"}


@dataclass(frozen=True)
class Checkout:
    """A folder, a Git repository after `git("init")`; env: what the shell exports on top of the machine's."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def write(self, files: Mapping[str, str | bytes]) -> Checkout:
        for path, content in files.items():
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def git(self, *arguments: str) -> str:
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder.parent), "GIT_CONFIG_NOSYSTEM": "1"}
        argv = ["git", *IDENTITY, *arguments]
        done = subprocess.run(argv, cwd=self.folder, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def init(self) -> Checkout:
        self.git("init", "--quiet", "--initial-branch=main")
        return self

    def commit(self, files: Mapping[str, str | bytes] | None = None) -> str:
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "a change")
        return self.git("rev-parse", "HEAD")

    def gate(
        self, *arguments: str, stdin: str = "", env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> Said:
        return self.run([*GATE, *arguments], stdin=stdin, env=env, cwd=cwd)

    def run(
        self,
        argv: Sequence[str],
        *,
        stdin: str = "",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Said:
        done = subprocess.run(
            list(argv),
            cwd=cwd or self.folder,
            env={**os.environ, **self.env, **(env or {})},
            input=stdin.encode(),
            capture_output=True,
            check=False,
            timeout=300,
        )
        said = Said(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in said.everything, said.everything
        return said
