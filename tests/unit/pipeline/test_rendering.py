"""Jobs -> results: one for each target, however the work was shared out."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from gate.errors import ToolError
from gate.model.outcome import Outcome
from gate.model.target import PlainSource, Rendered, RenderedText, Target
from gate.pipeline import rendering
from gate.pipeline.rendering import TargetResult, rendered
from gate.render import Done, Job
from tests.unit.pipeline.runs import CONFIG_MAP, asked


def target(name: str) -> Target:
    return Target(name, "plain", name, PlainSource((name,)), "", "c", (), "a test", ("1.34",))


def outcome(of: Target, seconds: float = 0.5) -> tuple[Target, Outcome[Rendered]]:
    return of, Outcome((Rendered(of, of.kubernetes_versions, (RenderedText(CONFIG_MAP.encode()),), seconds),))


@dataclass
class Work:
    """A job that settles some of its targets, hands on jobs for others, or fails."""

    targets: tuple[Target, ...]
    settles: tuple[Target, ...] = ()
    further: tuple[Job, ...] = ()
    error: BaseException | None = None
    runs: int = 0

    def run(self) -> Done:
        self.runs += 1
        if self.error is not None:
            raise self.error
        return Done(tuple(map(outcome, self.settles)), self.further)


@dataclass
class Watcher:
    """Progress that remembers."""

    total: int = 0
    names: list[str] = field(default_factory=list)

    def began(self, step: str, total: int) -> None:
        assert step == "rendering"
        self.total = total

    def advanced(self, name: str, seconds: float = 0.0) -> None:
        self.names.append(name)

    def ended(self) -> None:
        self.names.append("(ended)")


A, B, C, D = map(target, "abcd")


def results(monkeypatch: pytest.MonkeyPatch, *jobs: Work, watcher: Watcher) -> tuple[TargetResult, ...]:
    monkeypatch.setattr("gate.render.jobs_for", lambda *_: jobs, raising=False)
    return rendered([A, B, C, D], asked({}, jobs=1, progress=watcher), {D.name})


def test_what_a_job_leaves_is_done_by_further_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    watcher = Watcher()
    last = Work((C,), error=ToolError("no program"))
    middle = Work((B, C), (B,), (last,))
    found = results(monkeypatch, Work((A, B, C), (A,), (middle,)), watcher=watcher)
    assert [(one.target, one.rendered, one.seconds, len(one.resources)) for one in found] == [
        (A, True, 0.5, 1),
        (B, True, 0.5, 1),
        (C, False, 0, 0),
        (D, False, 0, 0),
    ]
    assert found[2].error is last.error
    assert (watcher.total, watcher.names) == (3, ["a", "b", "c", "(ended)"])


def test_a_fault_of_the_set_up_is_told_of_all_targets_of_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    error = ToolError("no program")
    found = results(monkeypatch, Work((A, C), error=error), Work((B,), (B,)), watcher=Watcher())
    assert [one.error for one in found] == [error, None, error, None]


def test_an_interrupted_run_stops_its_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[bool] = []
    monkeypatch.setattr(rendering, "stop_all", lambda: stopped.append(True))
    interrupted, watcher = Work((B, C), error=KeyboardInterrupt()), Watcher()
    with pytest.raises(KeyboardInterrupt):
        results(monkeypatch, Work((A, B, C), (A,), (interrupted,)), watcher=watcher)
    assert (stopped, watcher.names) == ([True], ["a", "(ended)"])
