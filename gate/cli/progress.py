"""How far a run has come: a bar on a terminal, now and then a line in the log of a CI."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TextIO

from gate.pipeline.request import Progress, Silent
from gate.report.style import visible

if TYPE_CHECKING:
    from rich.progress import TaskID


SLOW = 5.0
SECONDS_BETWEEN_LINES = 15.0


def progress_on(stream: TextIO, environment: Mapping[str, str]) -> Progress:
    """A bar where the stream is a terminal that can move its cursor, lines in a CI, else silence."""
    if environment.get("CI"):
        return Lines(stream)
    return Bar(stream) if stream.isatty() and environment.get("TERM") != "dumb" else Silent()


class Lines:
    """A line for each part that was slow, and one now and then for how far it is."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._step = ""
        self._total = self._done = 0
        self._last = 0.0

    def began(self, step: str, total: int) -> None:
        self._step, self._total, self._done, self._last = step, total, 0, self._clock()

    def advanced(self, name: str, seconds: float = 0.0) -> None:
        self._done += 1
        if seconds >= SLOW:
            self._say(f"{self._step} {visible(name)} took {seconds:.1f} s")
        if self._clock() - self._last >= SECONDS_BETWEEN_LINES:
            self._last = self._clock()
            self._say(f"{self._step}, {self._done} of {self._total}")

    def ended(self) -> None:
        pass

    def _say(self, text: str) -> None:
        self._stream.write(f"gate: {text}\n")
        self._stream.flush()


class Bar:
    """One line that grows and vanishes: what is being done, how much of it, the last part's name."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console  # noqa: PLC0415  only a terminal pays for it
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
        from rich.progress import Progress as Columns  # noqa: PLC0415

        self._columns = Columns(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[last]}"),
            console=Console(file=stream),
            transient=True,
        )
        self._task: TaskID | None = None

    def began(self, step: str, total: int) -> None:
        if total > 0:
            self._columns.start()
            self._task = self._columns.add_task(step, total=total, last="")

    def advanced(self, name: str, seconds: float = 0.0) -> None:  # noqa: ARG002 - a bar shows what is done
        if self._task is not None:
            self._columns.advance(self._task)
            self._columns.update(self._task, last=name)

    def ended(self) -> None:
        self._columns.stop()
