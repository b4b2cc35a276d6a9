"""What a run found out -> the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gate import __version__
from gate.errors import GateError
from gate.model.outcome import Account
from gate.model.report import Accounting, EngineInfo, ErrorNote, Report, TargetEntry, TargetStatus
from gate.model.rule import Rule
from gate.model.waiver import Judged, WaiverUse
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request
from gate.report import fold
from gate.system.tools import Tool
from gate.waive import exit_code_of, is_failing, verdict_of
from gate.waive.verdict import INCOMPLETE


@dataclass(frozen=True, slots=True)
class Run:
    """Everything a run has to say, before it is put in the shape of the report."""

    results: tuple[TargetResult, ...] = ()
    judged: tuple[Judged, ...] = ()
    waivers: tuple[WaiverUse, ...] = ()
    accounts: tuple[Account, ...] = ()
    errors: tuple[GateError, ...] = ()
    engine: EngineInfo | None = None
    rules: tuple[Rule, ...] = ()
    dropped: int = 0
    notices: tuple[str, ...] = ()
    seconds: float = 0.0


def assemble(run: Run, request: Request) -> Report:
    """The report of a run."""
    errors = notes(run.errors)
    verdict = verdict_of(run.judged, errors, request.enforcement)
    enforcement = request.enforcement.notice
    notices = (*([enforcement] if enforcement else []), *request.notices, *run.notices)
    return Report(
        verdict=verdict,
        exit_code=exit_code_of(verdict, request.enforcement, pinned=_is_pinned_fault(run, request)),
        errors=errors,
        gate_version=__version__,
        engine=run.engine,
        tools=_tools(run, request),
        head=request.state.head,
        base=request.state.base,
        trust=request.state.trust,
        accounting=_accounting(run),
        targets=tuple(_target(result) for result in run.results),
        entries=fold(run.judged),
        waivers=run.waivers,
        rules=run.rules,
        enforced=request.enforcement.enforced,
        notices=tuple(map(_encodable, (*notices, *_about_tools(run, request)))),
        seconds=run.seconds,
    )


def unjudged(error: GateError) -> Report:
    """The report of a run that could not begin."""
    return Report(
        verdict="incomplete",
        exit_code=INCOMPLETE,
        errors=notes([error]),
        gate_version=__version__,
        engine=None,
        tools=(),
        head="",
        base="",
        trust="",
        accounting=Accounting(0, 0, 0, 0, 0, 0, ()),
        targets=(),
        entries=(),
        rules=(),
    )


def incomplete_by(report: Report, errors: Sequence[GateError]) -> Report:
    """The report of a run after which further faults of the set-up were found; without any, the same."""
    if not errors:
        return report
    told = tuple(dict.fromkeys((*report.errors, *notes(errors))))
    return replace(report, verdict="incomplete", exit_code=INCOMPLETE, errors=told)


def notes(errors: Sequence[GateError]) -> tuple[ErrorNote, ...]:
    """Set-up faults as the report tells them, each once."""
    flat = [one for error in errors for one in (error, *error.also)]
    return tuple(
        dict.fromkeys(ErrorNote(_encodable(error.message), _encodable(error.hint)) for error in flat)
    )


def _encodable(text: str) -> str:
    """Text of the command line, in which bytes that are no UTF-8 are spelled out."""
    return text.encode("utf-8", "backslashreplace").decode()


def _is_pinned_fault(run: Run, request: Request) -> bool:
    return any(one.finding.pinned and is_failing(one, request.enforcement) for one in run.judged)


def _target(result: TargetResult) -> TargetEntry:
    target = result.target
    return TargetEntry(
        name=target.name,
        kind=target.kind,
        path=target.path,
        environment=target.environment,
        cluster=target.cluster,
        kubernetes_versions=target.kubernetes_versions,
        status=_status(result),
        resources=len(result.resources),
        seconds=round(result.seconds, 3),
    )


def _status(result: TargetResult) -> TargetStatus:
    if result.error is not None:
        return "skipped"
    return "rendered" if result.rendered else "failed"


def _accounting(run: Run) -> Accounting:
    statuses = [_status(result) for result in run.results]
    unrendered = [
        Account(result.target.name, result.error.message)
        for result in run.results
        if result.error is not None
    ]
    return Accounting(
        found=len(statuses),
        rendered=statuses.count("rendered"),
        failed=statuses.count("failed"),
        skipped_targets=statuses.count("skipped"),
        resources=sum(len(result.resources) for result in run.results),
        rules=len(run.rules),
        skipped=tuple(
            sorted((*run.accounts, *unrendered), key=lambda account: (account.path, account.reason))
        ),
        dropped=run.dropped,
    )


def _tools(run: Run, request: Request) -> tuple[tuple[str, str], ...]:
    """The versions of the tools that this run used."""
    return tuple((tool.name, tool.version) for tool in _used(run, request))


def _about_tools(run: Run, request: Request) -> tuple[str, ...]:
    """What to know of the tools that this run used: too old ones, and ones that were passed over."""
    warnings = tuple(tool.warning for tool in _used(run, request) if tool.warning)
    return (*warnings, *(f"Passed over: {reason}" for reason in request.toolbox.passed_over))


def _used(run: Run, request: Request) -> tuple[Tool, ...]:
    kinds = {result.target.kind for result in run.results}
    found = (request.toolbox.get(name) for name in ("kustomize", "helm") if name in kinds)
    return tuple(tool for tool in found if tool is not None)
