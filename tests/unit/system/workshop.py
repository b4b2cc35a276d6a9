"""Git repositories made for a test, by the real Git."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from gate.system.git import Repository, find_repository


@dataclass(frozen=True)
class Workshop:
    """A repository and the user's hand on it."""

    folder: Path
    program: str

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder.parent),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_ALLOW_PROTOCOL": "file",
        }
        identity = (
            "-c",
            "user.name=A Name",
            "-c",
            "user.email=name@example.com",
            "-c",
            "commit.gpgSign=false",
        )
        argv = [self.program, *identity, *arguments]
        done = subprocess.run(argv, cwd=self.folder, env=env, input=stdin, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def write(self, path: str, text: str = "text\n") -> Path:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        return place

    def commit(self, *paths: str) -> str:
        for path in paths:
            self.write(path)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "a change")
        return self.git("rev-parse", "HEAD")

    def made(self, *entries: tuple[str, str, bytes]) -> str:
        """A commit of a tree that is written object by object: (mode, path without slash, content)."""
        lines = []
        for mode, name, content in entries:
            if mode == "040000":
                kind, sha = "tree", content.decode()
            elif mode == "160000":
                kind, sha = "commit", content.decode()
            else:
                kind, sha = "blob", self.git("hash-object", "-w", "--stdin", stdin=content)
            lines.append(f"{mode} {kind} {sha}\t{name}\0".encode())
        tree = self.git("mktree", "-z", "--missing", stdin=b"".join(lines))
        return self.git("commit-tree", tree, "-m", "made")

    def opened(self) -> Repository:
        repository = find_repository(self.program, str(self.folder))
        assert repository is not None
        return repository


def git_program() -> str:
    program = shutil.which("git")
    assert program is not None
    return program
