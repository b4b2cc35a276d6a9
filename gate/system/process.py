"""The one place that runs programs: bounded in time, output, memory and file size, killed as a group."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Literal, Self, TypeAlias

from gate.errors import ToolError
from gate.system.children import Child, Registry
from gate.system.start import under_limits
from gate.system.streams import Exchange, Tail

Cut: TypeAlias = Literal["", "time", "output", "memory"]
TICK_SECONDS = 0.1
MEMORY_WATCH_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may use. output_bytes bounds stdout and stderr each; memory_bytes its address space
    (on macOS, which ignores RLIMIT_AS, the resident memory of its process group); file_bytes each file.
    """

    seconds: float = 60.0
    output_bytes: int = 64 * 2**20
    memory_bytes: int = 2 * 2**30
    file_bytes: int = 256 * 2**20


DEFAULT_LIMITS = Limits()
NOTHING: Mapping[str, str] = MappingProxyType({})
_running = Registry()


@dataclass(frozen=True, slots=True)
class Completed:
    """A program that has ended. returncode: negative is the signal that ended it.

    cut: which limit made the gate end it; "" when it ended by itself. Where the kernel enforces the
    memory limit, the program sees a failed allocation and ends by itself.
    """

    argv: tuple[str, ...]
    returncode: int
    stdout: bytes
    stderr: bytes
    seconds: float
    cut: Cut


def scrubbed_environment(home: str, extra: Mapping[str, str] = NOTHING) -> dict[str, str]:
    """The whole environment of a rendering program: nothing inherited, no token, no program to find.

    `home` is a private folder of the gate's; all that Helm keeps goes below it. An empty
    GIT_ALLOW_PROTOCOL makes any Git that is started all the same refuse every address.
    """
    helm = Path(home, "helm")
    return {
        "HOME": home,
        "TMPDIR": home,
        "PATH": os.devnull,  # an empty PATH means the working folder to libc
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "HELM_CACHE_HOME": str(helm / "cache"),
        "HELM_CONFIG_HOME": str(helm / "config"),
        "HELM_DATA_HOME": str(helm / "data"),
        "KUBECONFIG": os.devnull,
        # What renders is written in Go and ends soon: to collect costs it a quarter of its time.
        # https://tip.golang.org/doc/gc-guide#Memory_limit
        "GOGC": "off",
        "GOMEMLIMIT": "512MiB",
        **extra,
    }


def run(
    argv: Sequence[str],
    *,
    cwd: str,
    env: Mapping[str, str],
    limits: Limits = DEFAULT_LIMITS,
    stdin: bytes = b"",
) -> Completed:
    """Run a program to its end. Its environment is exactly `env`; it inherits no stream and no descriptor.

    argv[0] is an absolute path: with an empty PATH a bare name would be looked up in `cwd`.
    ToolError when it cannot be started.
    """
    began = time.monotonic()
    child = _spawn(argv, cwd=cwd, env=env, limits=limits, feed=bool(stdin))
    try:
        with closing(Exchange(child.pipes, stdin, limits.output_bytes)) as exchange:
            cut = _until(began + limits.seconds, child, exchange)
    finally:
        code = _end(child)
    seconds = time.monotonic() - began
    return Completed(tuple(argv), code, bytes(exchange.stdout), bytes(exchange.stderr), seconds, cut)


def start(
    argv: Sequence[str],
    *,
    cwd: str,
    env: Mapping[str, str],
    limits: Limits = DEFAULT_LIMITS,
    tail_bytes: int = 64 * 2**10,
) -> Running:
    """Start a program that runs beside the gate. It lives until it is stopped: `limits.seconds` and
    `limits.output_bytes` do not hold; of stdout and stderr together the last `tail_bytes` are kept.
    ToolError when it cannot be started.
    """
    return Running(_spawn(argv, cwd=cwd, env=env, limits=limits, feed=False, merge=True), tail_bytes)


class Running:
    """A program that runs beside the gate; leaving the `with` block stops it."""

    def __init__(self, child: Child, tail_bytes: int) -> None:
        self._child = child
        self._tail = Tail(child.pipes[1], tail_bytes)
        self._stopping = threading.Event()
        self._reader = threading.Thread(target=self._drain, name=f"output of {self.pid}", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._child.leader.pid

    def poll(self) -> int | None:
        """The exit code once it has ended, None while it runs."""
        return self._child.poll()

    def tail(self) -> bytes:
        """The end of what it has written so far."""
        return self._tail.kept()

    def stop(self, grace_seconds: float = 2.0) -> int:
        """Terminate its process group, kill what is left after the grace; the exit code. Idempotent."""
        self._child.signal(signal.SIGTERM)
        self._child.wait(grace_seconds)
        self._child.signal(signal.SIGKILL)
        self._stopping.set()
        self._reader.join()
        return _end(self._child)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _drain(self) -> None:
        watch = _MemoryWatch(self._child)
        while not self._stopping.is_set():
            if self._tail.step(TICK_SECONDS) == "closed":
                self._stopping.wait(TICK_SECONDS)
            if watch.exceeded():
                self._child.signal(signal.SIGKILL)
        while self._tail.step(0) == "moved":  # its last words
            pass


def stop_all() -> None:
    """Kill every program that this process has running, from whichever thread: for an interrupted run."""
    for child in _running.living():
        child.signal(signal.SIGKILL)


def _until(deadline: float, child: Child, exchange: Exchange) -> Cut:
    watch = _MemoryWatch(child)
    ended = False
    while True:
        if time.monotonic() >= deadline:
            return "time"
        if watch.exceeded():
            return "memory"
        pause = min(TICK_SECONDS, deadline - time.monotonic())
        step = exchange.step(pause)
        if step == "flooded":
            return "output"
        if ended and step != "moved":
            # All that it wrote has been read; a descendant that left the group may hold a pipe for ever.
            return ""
        if step == "closed":
            ended = child.wait(pause) is not None
        elif step == "idle":
            ended = child.poll() is not None


class _MemoryWatch:
    """Watches the resident memory of a process group where the kernel does not bound the address space."""

    def __init__(self, child: Child, *, needed: bool = sys.platform == "darwin") -> None:
        self._child = child
        self._needed = needed
        self._next = time.monotonic() + MEMORY_WATCH_SECONDS

    def exceeded(self) -> bool:
        if not self._needed or time.monotonic() < self._next:
            return False
        used = _resident_bytes(self._child.leader.pid)
        self._next = time.monotonic() + MEMORY_WATCH_SECONDS
        return used > self._child.memory_bytes


def _resident_bytes(group: int) -> int:
    """What the members of a process group hold in memory, as `ps` says (POSIX: rss in KiB)."""
    answer = subprocess.run(
        ["/bin/ps", "-A", "-o", "pgid=,rss="],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        env={"LC_ALL": "C"},
        cwd="/",
    )
    rows = (row.split() for row in answer.stdout.splitlines())
    return sum(int(rss) * 2**10 for pgid, rss in rows if int(pgid) == group)


def _spawn(
    argv: Sequence[str], *, cwd: str, env: Mapping[str, str], limits: Limits, feed: bool, merge: bool = False
) -> Child:
    if not Path(argv[0]).is_absolute():
        raise ValueError(f"{argv[0]!r} is not an absolute path")
    try:
        process = subprocess.Popen(
            under_limits(argv, limits.memory_bytes, limits.file_bytes),
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merge else subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ToolError(f"cannot run {argv[0]} in {cwd}: {reason}") from error
    assert process.stdout is not None
    child = Child(
        process, (process.stdin, process.stdout, process.stderr or process.stdout), limits.memory_bytes
    )
    _running.add(child)
    return child


def _end(child: Child) -> int:
    code = child.reap()
    _running.discard(child)
    return code
