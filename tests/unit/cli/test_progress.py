"""Long work shows itself in the log of a CI, and short work does not."""

from __future__ import annotations

import io

from gate.cli.progress import Bar, Lines, progress_on
from gate.pipeline import Silent


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_where_progress_is_shown() -> None:
    assert isinstance(progress_on(io.StringIO(), {}), Silent)
    assert isinstance(progress_on(Terminal(), {"TERM": "xterm"}), Bar)
    assert isinstance(progress_on(Terminal(), {"TERM": "dumb"}), Silent)
    assert isinstance(progress_on(io.StringIO(), {"CI": "true"}), Lines)
    assert isinstance(progress_on(Terminal(), {"CI": "true", "TERM": "xterm"}), Lines)


def test_short_work_is_silent() -> None:
    stream = io.StringIO()
    lines = Lines(stream, lambda: 0.0)
    lines.began("rendering", 2)
    lines.advanced("a", 1.0)
    lines.advanced("b")
    lines.ended()
    assert stream.getvalue() == ""


def test_a_slow_part_is_named_and_long_work_tells_how_far_it_is() -> None:
    stream = io.StringIO()
    now = iter([0.0, 6.0, 16.0, 16.0, 20.0, 32.0, 32.0])
    lines = Lines(stream, lambda: next(now))
    lines.began("rendering", 4)
    lines.advanced("apps/a", 6.0)
    lines.advanced("apps/b\x1b[2J", 10.0)
    lines.advanced("apps/c", 4.9)
    lines.advanced("apps/d", 0.1)
    assert stream.getvalue().splitlines() == [
        "gate: rendering apps/a took 6.0 s",
        "gate: rendering apps/b\\e[2J took 10.0 s",
        "gate: rendering, 2 of 4",
        "gate: rendering, 4 of 4",
    ]
