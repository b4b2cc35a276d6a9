"""Programs that run for the gate, each the leader of a process group that is killed whole."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from dataclasses import dataclass, field
from signal import SIGKILL, Signals
from typing import IO, Protocol

POLL_SECONDS = 0.05


class Leader(Protocol):
    """The part of `subprocess.Popen` that a child needs."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...


@dataclass(eq=False, slots=True)
class Child:
    """A started program, the leader of a process group of its own. Safe to use from several threads.

    pipes: stdin (None when it has none), stdout, stderr; the last two may be one stream.
    """

    leader: Leader
    pipes: tuple[IO[bytes] | None, IO[bytes], IO[bytes]]
    memory_bytes: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended: bool = False

    def poll(self) -> int | None:
        """The exit code once the leader has ended; what it left behind in its group is killed then."""
        with self.lock:
            code = self.leader.poll()
            if code is not None and not self.ended:
                self.ended = True
                self._send(SIGKILL)
            return code

    def signal(self, number: Signals) -> None:
        """Send a signal to the whole group, never to one that may have inherited its number."""
        with self.lock:
            if not self.ended:
                self._send(number)

    def wait(self, seconds: float) -> int | None:
        """The exit code, or None when it still runs after that time."""
        deadline = time.monotonic() + seconds
        pause = 0.0005
        while (code := self.poll()) is None and (left := deadline - time.monotonic()) > 0:
            time.sleep(min(pause, left))
            pause = min(pause * 2, POLL_SECONDS)
        return code

    def reap(self) -> int:
        """Kill the group, wait for the leader, close the pipes: nothing is left over."""
        self.signal(SIGKILL)
        while (code := self.wait(1.0)) is None:
            pass
        for pipe in self.pipes:
            if pipe is not None:
                pipe.close()
        return code

    def _send(self, number: Signals) -> None:
        # macOS answers EPERM for a group of which only zombies are left.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.leader.pid, number)


class Registry:
    """The children that this process has running."""

    def __init__(self) -> None:
        self.forget()
        os.register_at_fork(after_in_child=self.forget)

    def forget(self) -> None:
        """In a forked worker: the children are the parent's, and another thread may have held the lock."""
        self._lock = threading.Lock()
        self._children: set[Child] = set()

    def add(self, child: Child) -> None:
        with self._lock:
            self._children.add(child)

    def discard(self, child: Child) -> None:
        with self._lock:
            self._children.discard(child)

    def living(self) -> tuple[Child, ...]:
        with self._lock:
            return tuple(self._children)
