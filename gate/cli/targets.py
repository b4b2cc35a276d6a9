"""`gate targets`: what was found in the repository, and why."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

import click
import orjson

from gate.cli.options import repository_options
from gate.cli.progress import progress_on
from gate.cli.session import Asked, Here, requested
from gate.cli.usage import Choice
from gate.cli.writing import say_findings
from gate.model.json import JsonObject
from gate.model.outcome import Account
from gate.model.target import Target
from gate.pipeline.exploring import explored
from gate.report.style import counted, visible


@click.command(name="targets", short_help="Show what would be judged, what not, and why.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--format", "output_format", type=Choice(["text", "json"]), default="text", show_default=True)
@repository_options
def command(paths: tuple[str, ...], output_format: str, **said: object) -> int:
    """Show the targets below PATH, by default those of the whole repository, and everything that is none.

    What declares further targets (Flux, Argo CD) is rendered to find them; nothing else is.
    """
    here = Here.of_process()
    with requested(
        replace(Asked.of(paths, said), judges=False), here, progress_on(sys.stderr, here.environment)
    ) as request:
        found = explored(request, sparing=True)
    say_findings([one for one in found.findings if one.unjudged])
    WRITERS[output_format]([result.target for result in found.results], found.accounts)
    return 0


def _text(targets: Sequence[Target], accounts: Sequence[Account]) -> None:
    for target in targets:
        environment = f", {target.environment}" if target.environment else ""
        click.echo(f"{click.style(visible(target.name), bold=True)}  {target.kind}{environment}")
        click.echo(f"    {visible(target.reason)}; {counted(len(target.closure), 'file')}")
    if targets:
        click.echo()
    parts = [account for account in accounts if account.is_judged]
    others = [account for account in accounts if not account.is_judged]
    _accounts(f"built on {counted(len(parts), 'base or component', 'bases and components')}:", parts)
    _accounts(f"left out {len(others):,}:", others)
    click.echo(counted(len(targets), "target"))


def _accounts(heading: str, accounts: Sequence[Account]) -> None:
    if not accounts:
        return
    click.echo(heading)
    for account in accounts:
        click.echo(f"  {visible(account.path)}: {visible(account.reason)}")
    click.echo()


def _json(targets: Sequence[Target], accounts: Sequence[Account]) -> None:
    told: JsonObject = {
        "targets": [_as_json(target) for target in targets],
        "skipped": [{"path": account.path, "reason": account.reason} for account in accounts],
    }
    click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())


def _as_json(target: Target) -> JsonObject:
    return {
        "name": target.name,
        "kind": target.kind,
        "path": target.path,
        "environment": target.environment or None,
        "cluster": target.cluster,
        "kubernetesVersions": list(target.kubernetes_versions),
        "reason": target.reason,
        "files": list(target.closure),
    }


WRITERS = {"text": _text, "json": _json}
