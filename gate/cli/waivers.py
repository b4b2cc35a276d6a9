"""`gate waivers`: the accepted exceptions, how long they hold, and what each hides."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import click
import orjson

from gate.cli.options import policy_options, repository_options
from gate.cli.progress import progress_on
from gate.cli.session import Asked, Here, requested
from gate.cli.usage import Choice
from gate.errors import GateError
from gate.model.finding import Located
from gate.model.waiver import AnnotatedWaiver, WaiverState, WaiverUse
from gate.pipeline import judge
from gate.report.json import waiver_use
from gate.report.style import counted, visible
from gate.report.text import place

FEW = 5
COLOURS: dict[WaiverState, str] = {"active": "green", "unmatched": "yellow"}
# What is said of a waiver that covers something, and of one that covers nothing.
SAID: dict[WaiverState, tuple[str, str]] = {
    "active": ("hides {}", "hides nothing of what was judged"),
    "unmatched": ("hides nothing", "hides nothing"),
    "expired": ("expired: {} counted again", "expired, and covers nothing"),
    "untrusted": ("not at the trusted ref: {} not hidden", "not at the trusted ref"),
    "pinned": ("the policy is pinned: {} not hidden", "the policy is pinned"),
    "forbidden": ("forbidden by annotationWaivers: {} not hidden", "forbidden by annotationWaivers"),
}


@click.command(name="waivers", short_help="List the waivers, how long they hold, and what each hides.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--format", "output_format", type=Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "-v", "--verbose", is_flag=True, envvar="GATE_VERBOSE", help="Name every finding that a waiver hides."
)
@policy_options
@repository_options
def command(paths: tuple[str, ...], *, output_format: str, verbose: bool, **said: object) -> int:
    """Judge PATH, by default the whole repository, and list its waivers with what each of them hides.

    Those of .gate.yaml and those on resources. The exit code is 0 whatever they hide, and 2 where something
    of the gate's set-up kept it from judging.
    """
    here = Here.of_process()
    with requested(Asked.of(paths, said), here, progress_on(sys.stderr, here.environment)) as request:
        report = judge(request)
    if output_format == "json":
        told = orjson.dumps([waiver_use(use) for use in report.waivers], option=orjson.OPT_INDENT_2)
        click.echo(told.decode())
    else:
        for line in _lines(report.waivers, here.today, verbose=verbose):
            click.echo(line)
    if report.errors:
        first, *others = [GateError(error.message, error.hint) for error in report.errors]
        raise GateError(first.message, first.hint, also=tuple(others))
    return 0


def _lines(uses: Sequence[WaiverUse], today: dt.date, *, verbose: bool) -> Iterator[str]:
    for use in sorted(uses, key=lambda use: (use.waiver.expires, use.waiver.rule, str(_subject(use)))):
        waiver = use.waiver
        days = (waiver.expires - today).days
        left = f"{counted(days, 'day')} left" if days >= 0 else f"{counted(-days, 'day')} ago"
        yield f"{click.style(visible(waiver.rule), bold=True)}  {visible(_subject(use))}"
        yield f"    {waiver.expires} ({left})  {visible(waiver.owner)}: {visible(waiver.reason)}"
        if use.location:
            yield f"    {place(use.location)}"
        yield f"    {_effect(use)}"
        for line in _covered(use.covers, verbose=verbose):
            yield f"      {line}"
        yield ""
    states = Counter(use.state for use in uses)
    parts = ", ".join(f"{count} {state}" for state, count in states.items())
    yield counted(len(uses), "waiver") + (f": {parts}" if parts else "")


def _subject(use: WaiverUse) -> str:
    waiver = use.waiver
    parts = [str(waiver.resource)] if waiver.resource else []
    if isinstance(waiver, AnnotatedWaiver):
        return f"{parts[0]} (annotation)"
    parts += [waiver.path] if waiver.path else []
    parts += [f"in {waiver.environment}"] if waiver.environment else []
    return "  ".join(parts)


def _effect(use: WaiverUse) -> str:
    some, none = SAID[use.state]
    words = some.format(counted(len(use.covers), "finding")) if use.covers else none
    return click.style(words, fg=COLOURS.get(use.state, "red"))


def _covered(covers: Sequence[Located], *, verbose: bool) -> Iterator[str]:
    lines = list(
        dict.fromkeys(
            f"{place(one.location)}: {visible(one.finding.message)}"
            if one.location
            else visible(one.finding.message)
            for one in covers
        )
    )
    yield from lines if verbose else lines[:FEW]
    if not verbose and len(lines) > FEW:
        yield f"and {counted(len(lines) - FEW, 'more place')} (-v names them)"
