"""How far a run has come, on a terminal only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from gate.pipeline.request import Progress, Silent

if TYPE_CHECKING:
    from rich.progress import TaskID


def progress_on(stream: TextIO, environment: Mapping[str, str]) -> Progress:
    """A bar where the stream is a terminal that can move its cursor, else silence."""
    if stream.isatty() and environment.get("TERM") != "dumb" and not environment.get("CI"):
        return Bar(stream)
    return Silent()


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

    def advanced(self, name: str) -> None:
        if self._task is not None:
            self._columns.advance(self._task)
            self._columns.update(self._task, last=name)

    def ended(self) -> None:
        self._columns.stop()
