"""Targets -> resources, as many programs at a time as there are jobs.

Threads serve here: the work is done by child processes, and what Python adds runs while they do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass

from gate import render
from gate.errors import GateError
from gate.model.finding import Finding
from gate.model.outcome import Account, Outcome
from gate.model.resource import Resource
from gate.model.target import Rendered, Target
from gate.parse import parse
from gate.pipeline.request import Request
from gate.pipeline.unstable import with_unstable_marked
from gate.render.jobs import Job
from gate.sources.kustomization import Closures
from gate.system.process import stop_all


@dataclass(frozen=True, slots=True)
class TargetResult:
    """What became of one target.

    error: a fault of the set-up that kept it from being rendered. key: of all that it was rendered from, ""
    where that is not known.
    """

    target: Target
    resources: tuple[Resource, ...] = ()
    findings: tuple[Finding, ...] = ()
    accounts: tuple[Account, ...] = ()
    rendered: bool = False
    seconds: float = 0.0
    error: GateError | None = None
    key: str = ""


def rendered(
    targets: Sequence[Target],
    request: Request,
    unreadable: Collection[str] = (),
    closures: Closures | None = None,
) -> tuple[TargetResult, ...]:
    """Every target rendered and parsed, in the order of the targets.

    unreadable: the names of targets that cannot be rendered, as their findings say already.
    closures: those of the request's tree, where they are read already.
    """
    results = {target.name: TargetResult(target) for target in targets if target.name in unreadable}
    readable = [target for target in targets if target.name not in results]
    request.progress.began("rendering", len(readable))
    pool = ThreadPoolExecutor(max_workers=max(1, request.jobs), thread_name_prefix="render")
    try:
        jobs = render.jobs_for(
            readable, request.tree, request.toolbox, request.render, request.jobs, closures
        )
        for result in _results(pool, jobs, request):
            results[result.target.name] = result
            request.progress.advanced(result.target.name, result.seconds)
    except KeyboardInterrupt:
        stop_all()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        request.progress.ended()
    return tuple(results[target.name] for target in targets)


def _results(pool: ThreadPoolExecutor, jobs: Sequence[Job], request: Request) -> Iterator[TargetResult]:
    """The results as they come. What a job leaves to further jobs is handed out here, so that nothing more
    starts once a run is interrupted.
    """
    waiting = {pool.submit(job.run): job for job in jobs}
    while waiting:
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            job = waiting.pop(future)
            try:
                done = future.result()
            except GateError as error:
                yield from (TargetResult(target, error=error) for target in job.targets)
                continue
            waiting.update((pool.submit(further.run), further) for further in done.further)
            yield from (_result(target, outcome, request) for target, outcome in done.outcomes)


def _result(target: Target, outcome: Outcome[Rendered], request: Request) -> TargetResult:
    parsed = [parse(one) for one in outcome.values]
    resources = tuple(resource for one in parsed for resource in one.values)
    return TargetResult(
        target,
        resources=with_unstable_marked(target, resources, request),
        findings=outcome.findings + tuple(finding for one in parsed for finding in one.findings),
        accounts=outcome.accounts + tuple(account for one in parsed for account in one.accounts),
        rendered=bool(outcome.values),
        seconds=sum(one.seconds for one in outcome.values),
    )
