"""Reading and feeding the pipes of a program without ever blocking on one of them."""

from __future__ import annotations

import os
import selectors
from collections.abc import Callable
from typing import IO, Literal, TypeAlias

CHUNK = 64 * 2**10
Step: TypeAlias = Literal["idle", "moved", "flooded", "closed"]


class Exchange:
    """Feeds stdin and reads stdout and stderr side by side, so that no pipe fills up and hangs both ends.

    most_bytes bounds stdout and stderr each; what came before the bound is kept.
    """

    def __init__(
        self, pipes: tuple[IO[bytes] | None, IO[bytes], IO[bytes]], stdin: bytes, most_bytes: int
    ) -> None:
        feed, out, err = pipes
        self.stdout = bytearray()
        self.stderr = bytearray()
        self._most_bytes = most_bytes
        self._pending = memoryview(stdin)
        self._selector = selectors.DefaultSelector()
        self._register(out, selectors.EVENT_READ, lambda: self._read(out, self.stdout))
        self._register(err, selectors.EVENT_READ, lambda: self._read(err, self.stderr))
        if feed is not None:
            self._register(feed, selectors.EVENT_WRITE, lambda: self._feed(feed))

    def close(self) -> None:
        self._selector.close()

    def step(self, seconds: float) -> Step:
        """Move what the pipes can take and give within that time; `closed` when none is left open."""
        if not self._selector.get_map():
            return "closed"
        ready = self._selector.select(max(seconds, 0.0))
        for key, _ in ready:
            key.data()
        if max(len(self.stdout), len(self.stderr)) > self._most_bytes:
            del self.stdout[self._most_bytes :], self.stderr[self._most_bytes :]
            return "flooded"
        return "moved" if ready else "idle"

    def _register(self, pipe: IO[bytes], events: int, serve: Callable[[], None]) -> None:
        os.set_blocking(pipe.fileno(), False)
        self._selector.register(pipe, events, serve)

    def _read(self, pipe: IO[bytes], sink: bytearray) -> None:
        chunk = os.read(pipe.fileno(), CHUNK)
        if not chunk:
            self._selector.unregister(pipe)
        sink.extend(chunk)

    def _feed(self, pipe: IO[bytes]) -> None:
        try:
            self._pending = self._pending[os.write(pipe.fileno(), self._pending[:CHUNK]) :]
        except BlockingIOError:
            return
        except BrokenPipeError:  # a program may end, or close stdin, without reading all of it
            self._pending = self._pending[:0]
        if not self._pending:
            self._selector.unregister(pipe)
            pipe.close()


class Tail:
    """Reads one pipe and keeps its end."""

    def __init__(self, pipe: IO[bytes], most_bytes: int) -> None:
        self._pipe = pipe
        self._most_bytes = most_bytes
        self._kept = bytearray()
        os.set_blocking(pipe.fileno(), False)

    def step(self, seconds: float) -> Step:
        """Take what comes within that time; `closed` when nothing can come any more."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._pipe, selectors.EVENT_READ)
            if not selector.select(seconds):
                return "idle"
        chunk = os.read(self._pipe.fileno(), CHUNK)
        self._kept += chunk
        del self._kept[: -self._most_bytes]
        return "moved" if chunk else "closed"

    def kept(self) -> bytes:
        return bytes(self._kept)
