"""The programs that the gate runs: where they are, which version they are, whether they will do."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from gate.errors import ToolError
from gate.system.cache import Store
from gate.system.process import Completed, Limits, run, scrubbed_environment
from gate.system.tool_releases import NEEDED, RELEASES, Needed

QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "kustomize": ("version",),
    "kubectl": ("version", "--client", "--output=json"),
    "helm": ("version", "--template", "{{.Version}}"),
    "opa": ("version",),
    "git": ("--version",),
}
NUMBERS = re.compile(r"v?(\d+(?:\.\d+)+)([-+][0-9A-Za-z.+-]+)?")
# Debian's home of users without one; /dev/null would make Helm fail where a missing folder does not.
NO_HOME = "/nonexistent"
NATIVE = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")  # ELF; Mach-O, thin and universal


class Tool:
    """A program that was found. name: `kustomize`, `kubectl`, `helm`, `opa` or `git`. program: its absolute
    path. What costs a look at it (its version, its digest) is found out when first asked, and once.
    store: keeps the version of a native program for as long as its file looks the same.
    """

    def __init__(
        self, name: str, program: str, version: str | None = None, store: Store | None = None
    ) -> None:
        self.name = name
        self.program = program
        self._store = store
        if version is not None:
            self.__dict__["version"] = version

    @property
    def flavour(self) -> str:
        """How its command line is to be written: kustomize is `kustomize` or `kubectl`."""
        return self.name

    @cached_property
    def version(self) -> str:
        """Its version without a leading `v`, as it says itself; "" when it does not answer with one."""
        key = self._key if self._store is not None else ""
        known = self._store.read(key) if self._store is not None and key else None
        if known is not None:
            return known.decode()
        done = self._answer
        told = "" if done is None or done.returncode != 0 else _version_in(self.name, done.stdout)
        if self._store is not None and key and told:
            self._store.write(key, told.encode())
        return told

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the program's file, in hexadecimal."""
        with Path(self.program).open("rb") as file:
            digest = hashlib.sha256()
            while chunk := file.read(2**20):
                digest.update(chunk)
        return digest.hexdigest()

    @property
    def fault(self) -> str:
        """Why it cannot be used, "" when it can."""
        if not self.version:
            return f"{self.program} does not say its version{self._words()}"
        needed = NEEDED[self.name]
        if _below(self.version, needed.usable):
            return (
                f"{self.program} is {self.name} {self.version}; {_dotted(needed.usable)} or newer is needed"
            )
        return ""

    @property
    def warning(self) -> str:
        """What to know when it is older than advised, "" when it is not."""
        needed: Needed = NEEDED[self.name]
        if _below(self.version, needed.advised):
            return (
                f"{self.name} {self.version} is older than {_dotted(needed.advised)}: {needed.reason}; "
                f"`gate tools install` brings a newer one"
            )
        return ""

    @property
    def looks(self) -> bytes:
        """How the program's file looks: another program looks different. OSError when it is not there."""
        status = Path(self.program).stat()
        return repr((self.program, status.st_size, status.st_mtime_ns, status.st_ino, status.st_dev)).encode()

    @property
    def _key(self) -> str:
        """What its version is kept under, "" for a script: it may start anything."""
        try:
            native = _is_native(self.program)
            return hashlib.sha256(b"version " + self.name.encode() + self.looks).hexdigest() if native else ""
        except OSError:
            return ""

    def __repr__(self) -> str:
        return f"Tool({self.name!r}, {self.program!r})"

    @cached_property
    def _answer(self) -> Completed | None:
        try:
            return run(
                (self.program, *QUESTIONS[self.name]),
                cwd="/",
                env=scrubbed_environment(NO_HOME),
                limits=Limits(seconds=20.0, output_bytes=2**20),
            )
        except ToolError:
            return None

    def _words(self) -> str:
        said = self._answer.stderr.decode(errors="replace").strip() if self._answer else ""
        first = f": {said.splitlines()[0]}" if said else ""
        return (
            f"{first} (the gate runs its tools in an empty environment, where a version manager's shim fails)"
        )


class Toolbox:
    """What is at hand, None for what is not. Of each tool the first candidate that will do is taken, and
    nothing is run before it is asked for.
    """

    def __init__(
        self,
        kustomize: Sequence[Tool] = (),
        helm: Sequence[Tool] = (),
        opa: Sequence[Tool] = (),
        git: Sequence[Tool] = (),
    ) -> None:
        self._candidates = {
            "kustomize": tuple(kustomize),
            "helm": tuple(helm),
            "opa": tuple(opa),
            "git": tuple(git),
        }
        self._passed_over: dict[str, str] = {}

    @cached_property
    def kustomize(self) -> Tool | None:
        """`kustomize`, else `kubectl`, which holds one."""
        return self._first("kustomize")

    @cached_property
    def helm(self) -> Tool | None:
        return self._first("helm")

    @cached_property
    def opa(self) -> Tool | None:
        """OPA 1.0 or newer: an older one reads another Rego."""
        return self._first("opa")

    @cached_property
    def git(self) -> Tool | None:
        return next(iter(self._candidates["git"]), None)

    @property
    def passed_over(self) -> tuple[str, ...]:
        """The programs that were found and cannot be used, with the reason; of the tools asked for so far."""
        return tuple(self._passed_over.values())

    def get(self, name: str) -> Tool | None:
        """The tool of that name: `kustomize`, `helm`, `opa` or `git`."""
        found: Tool | None = getattr(self, name)
        return found

    def _first(self, name: str) -> Tool | None:
        for tool in self._candidates[name]:
            if not tool.fault:
                return tool
            self._passed_over[tool.program] = tool.fault
        return None


def find_tools(path: str, cache_folder: str, interpreter_folder: str, store: Store | None = None) -> Toolbox:
    """What is at hand: first in the gate's cache, then on PATH, then (Helm) beside the Python interpreter,
    where the `helm-binary` package puts it.

    path: as in the environment; relative entries are left out, since they may lie in the repository.
    store: where versions are kept.
    """
    folders = [folder for folder in path.split(os.pathsep) if os.path.isabs(folder)]  # noqa: PTH117
    beside = [program for program in _programs("helm", [interpreter_folder]) if _is_native(program)]

    def candidates(name: str, *extra: str) -> list[Tool]:
        found: dict[str, str] = {}
        for place in (*_programs(name, folders), *extra):
            found.setdefault(os.path.realpath(place), place)
        return [*_cached(name, cache_folder), *(Tool(name, place, store=store) for place in found.values())]

    return Toolbox(
        kustomize=(*candidates("kustomize"), *candidates("kubectl")),
        helm=candidates("helm", *beside),
        opa=candidates("opa"),
        git=candidates("git"),
    )


def cached_place(name: str, cache_folder: str) -> Path:
    """Where the gate's cache has the pinned release of a tool."""
    return Path(cache_folder, "tools", name, RELEASES[name].version, name)


def _cached(name: str, cache_folder: str) -> Iterator[Tool]:
    """The pinned release in the cache, if nobody else could have put or changed it there."""
    if name not in RELEASES:
        return
    place = cached_place(name, cache_folder)
    try:
        private = all(_is_ours(found.stat()) for found in (place, place.parent))
    except OSError:
        return
    if private and os.access(place, os.X_OK):
        yield Tool(name, str(place), RELEASES[name].version)


def _is_ours(status: os.stat_result) -> bool:
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _programs(name: str, folders: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        place = Path(folder, name)
        if place.is_file() and os.access(place, os.X_OK):
            yield str(place)


def _is_native(program: str) -> bool:
    with Path(program).open("rb") as file:
        return file.read(4) in NATIVE


def _version_in(name: str, answer: bytes) -> str:
    text = answer.decode(errors="replace")
    if name == "kubectl":
        try:
            text = str(json.loads(text)["clientVersion"]["gitVersion"])
        except (ValueError, KeyError, TypeError):
            return ""
    found = NUMBERS.search(text)
    return "" if found is None else "".join(part or "" for part in found.groups())


def _below(version: str, bound: tuple[int, ...]) -> bool:
    """Whether a version is below a bound, as far as it is told: Helm may say only `3.19`."""
    found = NUMBERS.search(version)
    if found is None:
        return False
    told = tuple(int(part) for part in found[1].split("."))
    length = min(len(told), len(bound))
    return told[:length] < bound[:length]


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
