"""Git: which files belong to the repository, and which commit is meant. The network is never asked."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

from gate.errors import GateError, ToolError, UsageError
from gate.model.outcome import Account
from gate.system.files import FolderTree, unnameable
from gate.system.process import NOTHING, Completed, Limits, run

# Git maps its pack files: address space is no measure of what it uses.
LIMITS = Limits(seconds=120.0, memory_bytes=16 * 2**30)
SETTINGS = (
    "core.fsmonitor=",
    "core.hooksPath=/dev/null",
    "core.quotePath=false",
    "core.untrackedCache=false",
    "safe.bareRepository=explicit",  # a folder of the repository that looks like a bare one is not obeyed
)
HANDED_ON = ("HOME", "XDG_CONFIG_HOME")
SUBMODULE_MODE = "160000"
FULL_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def find_repository(git: str, path: str, user: Mapping[str, str] = NOTHING) -> Repository | None:
    """The repository whose work tree a folder lies in, None where it lies in none.

    git: the program's absolute path. user: the user's environment, of which HOME and XDG_CONFIG_HOME are
    handed on (`safe.directory` and the user's own ignore file are there) and nothing else.
    ToolError where Git does not trust the folder's owner.
    """
    done = _git(git, ("rev-parse", "--show-toplevel"), cwd=path, user=user)
    if done.returncode == 0:
        return Repository(git, os.fsdecode(done.stdout.removesuffix(b"\n")), user)
    said = done.stderr.decode(errors="replace")
    if "not a git repository" in said or "must be run in a work tree" in said or "bare repository" in said:
        return None
    raise _failure(done, path)


@dataclass(frozen=True, slots=True)
class Repository:
    """A Git repository with a work tree. root: the work tree's top folder, a real path."""

    git: str
    root: str
    user: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def open_worktree(self) -> FolderTree:
        """What is tracked, and what is neither tracked nor ignored, as it lies on disk.

        Tracked files that are deleted on disk are left out; submodules, repositories in the repository,
        files that a sparse checkout leaves out and names that are not UTF-8 are accounted for.
        """
        listed = self.ask("ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard")
        on_disk = _OnDisk(self.root)
        files: set[str] = set()
        accounts: set[Account] = set()
        for record in records(listed):
            path, reason = _listed(record)
            is_there, reason = (False, reason) if reason else on_disk.looked_up(path)
            if (nameless := unnameable(path)) is not None:
                accounts.add(nameless)
            elif reason:
                accounts.add(Account(path, reason))
            elif is_there:
                files.add(path)
            elif record.startswith("S "):
                accounts.add(Account(path, "is not in the sparse checkout"))
        return FolderTree(self.root, files, sorted(accounts, key=lambda account: account.path))

    def head(self) -> str | None:
        """The commit that is checked out; None before the first one."""
        return self._commit("HEAD")

    def resolve(self, ref: str) -> str:
        """The commit that a branch, tag or revision names. UsageError when there is none here."""
        if not ref or ref.startswith("-") or "\0" in ref:
            raise UsageError(f"{ref!r} is no name of a commit", "name a branch, a tag or a commit")
        commit = self._commit(ref)
        if commit is None:
            branch = ref.removeprefix("origin/")
            raise UsageError(
                f"{ref} names no commit that is here",
                f"fetch it: `git fetch origin {branch}`, or `fetch-depth: 0` in actions/checkout",
            )
        return commit

    def merge_base(self, ref: str, other: str = "HEAD") -> str:
        """The commit at which `other` left `ref`. UsageError when there is none here."""
        done = self._run("merge-base", self.resolve(ref), self.resolve(other))
        if done.returncode == 0:
            return done.stdout.decode().strip()
        if done.returncode != 1:
            raise _failure(done, self.root)
        if self.ask("rev-parse", "--is-shallow-repository").strip() == b"true":
            raise UsageError(
                f"the clone is too shallow to hold the commit at which {other} left {ref}",
                "fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` in actions/checkout",
            )
        raise UsageError(
            f"{other} and {ref} have no commit in common", "name a branch that HEAD was made from"
        )

    def is_dirty(self) -> bool:
        """Whether the work tree differs from HEAD, untracked files included; submodules are not asked.

        The repository's filters (LFS, say) do not run: where only they could tell, it differs.
        """
        names = self._run("config", "-z", "--name-only", "--get-regexp", r"^filter\.").stdout
        drivers = sorted({name.rpartition(".")[0] for name in records(names)})
        off = (f"{driver}.{key}" for driver in drivers for key in ("clean=", "process=", "required=false"))
        status = ("status", "--porcelain", "-z", "--untracked-files=normal", "--ignore-submodules=all")
        return bool(self.ask(*options(off), *status))

    def remotes(self) -> dict[str, str]:
        """The remotes' names and addresses, without credentials."""
        listed = self._run("config", "-z", "--get-regexp", r"^remote\..*\.url$").stdout
        named = (record.removeprefix("remote.").partition(".url\n")[::2] for record in records(listed))
        return {name: _without_credentials(url) for name, url in named}

    def branches(self) -> tuple[str, ...]:
        """The branch that is checked out and the default branches of the remotes, where known."""
        heads = self._run("symbolic-ref", "--quiet", "--short", "HEAD").stdout.decode(errors="replace")
        form = "--format=%(if)%(symref)%(then)%(symref:lstrip=3)%(end)"
        defaults = self._run("for-each-ref", form, "refs/remotes").stdout.decode(errors="replace")
        return tuple(sorted({*heads.split(), *defaults.split()}))

    def finds(self, commit: str, text: str, paths: Iterable[str]) -> bool:
        """Whether a text occurs in one of these files of a commit, taken literally; no filter runs."""
        names = (f":(literal,top){path}" for path in paths)
        options = ("--no-textconv", "--text", "--quiet", "--fixed-strings", "-e", text)
        done = self._run("grep", *options, commit, "--", *names)
        if done.returncode not in {0, 1}:
            raise _failure(done, self.root)
        return done.returncode == 0

    def ask(self, *arguments: str, stdin: bytes = b"", limits: Limits = LIMITS) -> bytes:
        """What a Git command answers. ToolError when it fails."""
        return self._succeed(self._run(*arguments, stdin=stdin, limits=limits))

    def _commit(self, ref: str) -> str | None:
        done = self._run("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
        answer = done.stdout.decode(errors="replace").strip()
        return answer if done.returncode == 0 and FULL_SHA.fullmatch(answer) else None

    def _run(self, *arguments: str, stdin: bytes = b"", limits: Limits = LIMITS) -> Completed:
        return _git(self.git, arguments, cwd=self.root, user=self.user, stdin=stdin, limits=limits)

    def _succeed(self, done: Completed) -> bytes:
        if done.returncode != 0 or done.cut:
            raise _failure(done, self.root)
        return done.stdout


def _git(
    program: str,
    arguments: tuple[str, ...],
    *,
    cwd: str,
    user: Mapping[str, str],
    stdin: bytes = b"",
    limits: Limits = LIMITS,
) -> Completed:
    env = quiet_environment({name: user[name] for name in HANDED_ON if user.get(name)})
    return run([program, *options(SETTINGS), *arguments], cwd=cwd, env=env, limits=limits, stdin=stdin)


def quiet_environment(given: Mapping[str, str]) -> dict[str, str]:
    """An environment in which Git asks nobody, obeys no machine-wide setting and reaches nothing.

    given: what it has beside that, or instead.
    """
    return {
        "PATH": os.devnull,
        "LC_ALL": "C",  # the answers are read
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "",
        **given,
    }


def options(settings: Iterable[str]) -> list[str]:
    return [word for setting in settings for word in ("-c", setting)]


def _failure(done: Completed, where: str) -> GateError:
    said = done.stderr.decode(errors="replace")
    if "dubious ownership" in said:
        return ToolError(
            f"Git does not trust {where}: it belongs to another user",
            f"if you trust it: `git config --global --add safe.directory {where}`",
        )
    if "promisor remote" in said or "lazy fetching disabled" in said:
        return UsageError(
            f"the clone in {where} is partial and lacks objects that are needed",
            "clone without --filter, or fetch the missing objects",
        )
    words = list(done.argv[1:])
    while words[:1] == ["-c"]:
        del words[:2]
    return ToolError(f"`git {words[0]}` failed in {where}: {reason_of(done)}")


def reason_of(done: Completed) -> str:
    """Why a command failed, in a clause."""
    lines = [line for line in done.stderr.decode(errors="replace").splitlines() if line.strip()]
    ended = {"time": "took too long", "output": "said too much", "memory": "took too much memory"}
    return ended.get(done.cut) or (lines[0] if lines else f"exit code {done.returncode}")


def records(text: bytes) -> Iterator[str]:
    """The records of an answer in Git's `-z` form."""
    return (os.fsdecode(record) for record in text.split(b"\0") if record)


def _listed(record: str) -> tuple[str, str]:
    """The path of a record of `ls-files -t --stage --others`, and why it is no file of the tree ("")."""
    if record.startswith("? "):
        path = record[2:]
        return path.rstrip("/"), "is a Git repository of its own" if path.endswith("/") else ""
    entry, _, path = record.partition("\t")
    mode = entry.split()[1]
    return path, "is a submodule, which is not looked into" if mode == SUBMODULE_MODE else ""


class _OnDisk:
    """Whether listed paths are there as files: Git takes a file below a linked folder as deleted."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._is_link = cache(lambda folder: os.path.islink(f"{root}/{folder}"))  # noqa: PTH114

    def looked_up(self, path: str) -> tuple[bool, str]:
        """Whether a file is there, and why nobody can tell ("" when that can be told)."""
        try:
            mode = os.lstat(f"{self._root}/{path}").st_mode
        except (FileNotFoundError, NotADirectoryError):
            return False, ""
        except OSError as error:  # its path is too long, say
            return False, f"cannot be read: {error.strerror}"
        return not stat.S_ISDIR(mode) and not any(map(self._is_link, _above(path))), ""


def _above(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path


def _without_credentials(url: str) -> str:
    """An address without `user:password@`; the `git@host:path` form holds no secret."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if not parts.scheme or "@" not in parts.netloc:
        return url
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
