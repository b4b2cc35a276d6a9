"""`gate tools`: the programs that the gate runs, and how to bring pinned ones."""

from __future__ import annotations

import click

from gate.cli.session import Here
from gate.cli.usage import Choice
from gate.system.installation import install, this_platform
from gate.system.tool_releases import RELEASES
from gate.system.tools import Toolbox

MISSING = "-"


@click.group(
    name="tools",
    short_help="Show the programs the gate runs, or bring pinned ones.",
    invoke_without_command=True,
)
@click.pass_context
def command(context: click.Context) -> int:
    """Show which kustomize, Helm, OPA and Git the gate would run, and what is wrong with others."""
    if context.invoked_subcommand is None:
        show(Here.of_process().toolbox())
    return 0


@command.command(name="install", short_help="Bring pinned, checksummed releases into the gate's cache.")
@click.argument("names", nargs=-1, type=Choice(list(RELEASES)))
@click.option("--only-missing", is_flag=True, help="Only those that are not at hand already.")
@click.option(
    "--mirror",
    default="",
    envvar="GATE_TOOLS_MIRROR",
    metavar="URL",
    help="Fetch from URL/name/version/file instead.",
)
def install_command(names: tuple[str, ...], only_missing: bool, mirror: str) -> int:  # noqa: FBT001  click's way
    """Bring NAMES, by default all, at the versions this gate is tested with, into its private cache.

    A release is the vendor's own, checked against the checksum that the gate carries. Where it cannot be
    fetched and Go is at hand, `go install` builds the same version.
    """
    here = Here.of_process()
    brought = install(
        names or tuple(RELEASES),
        here.cache,
        env=here.environment,
        toolbox=here.toolbox(),
        progress=lambda line: click.echo(line, err=True),
        mirror=mirror,
        only_missing=only_missing,
    )
    for tool in brought:
        click.echo(f"{tool.name} {tool.version}  {tool.program}")
    return 0


def show(toolbox: Toolbox) -> None:
    """A line a tool, then what to know of them."""
    for name in ("kustomize", "helm", "opa", "git"):
        tool = toolbox.get(name)
        click.echo(
            f"{name:<10} {tool.version if tool else MISSING:<10} {tool.program if tool else 'not found'}"
        )
        if tool and tool.warning:
            click.echo(f"           {tool.warning}")
    for reason in toolbox.passed_over:
        click.echo(f"passed over: {reason}")
    click.echo(
        f"`gate tools install` brings {', '.join(f'{one.name} {one.version}' for one in RELEASES.values())}"
    )
    click.echo(f"for {this_platform()}.")
