"""The units that rendering is done in: a job renders targets, and may leave some to further jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from gate.model.outcome import Outcome
from gate.model.target import Rendered, Target


@dataclass(frozen=True, slots=True)
class Done:
    """What a job came to. outcomes: of the targets that it settled; further: jobs for all its others."""

    outcomes: tuple[tuple[Target, Outcome[Rendered]], ...] = ()
    further: tuple[Job, ...] = ()


class Job(Protocol):
    """Work for one thread."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """What it is to render."""

    def run(self) -> Done:
        """Do it. GateError when the set-up keeps all its targets from being rendered."""


@dataclass(frozen=True, slots=True)
class Single:
    """One target by itself."""

    target: Target
    render: Callable[[], Outcome[Rendered]]

    @property
    def targets(self) -> tuple[Target, ...]:
        return (self.target,)

    def run(self) -> Done:
        return Done(((self.target, self.render()),))
