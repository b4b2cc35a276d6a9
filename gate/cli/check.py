"""`gate check`: judge what the repository would send to its clusters."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import cast

import click

from gate.cli.options import Format, policy_options, report_option, repository_options
from gate.cli.progress import progress_on
from gate.cli.session import Asked, Here, requested
from gate.cli.streams import abandon_stdout
from gate.cli.usage import Choice
from gate.cli.writing import unwritable, write_reports
from gate.errors import GateError
from gate.pipeline import incomplete_by, judge, unjudged

Files = Sequence[tuple[str, str]]


@click.command(
    name="check",
    short_help="Judge what the repository would send to its clusters.",
    epilog=(
        "Exit codes: 0 pass, 1 findings, 2 the gate or its set-up kept something from being judged, "
        "3 a bug of the gate's."
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]... | -")
@click.option(
    "--format",
    "output_format",
    type=Format(),
    envvar="GATE_FORMAT",
    help="What goes to stdout.  [default: text; github inside GitHub Actions]",
)
@report_option
@click.option(
    "--fail-on",
    type=Choice(["error", "warning"]),
    default="error",
    show_default=True,
    envvar="GATE_FAIL_ON",
    help="The least severity that fails the check.",
)
@click.option(
    "--exit-zero", is_flag=True, envvar="GATE_EXIT_ZERO", help="Report only: findings do not fail the check."
)
@click.option("--select", envvar="GATE_SELECT", metavar="RULE,...", help="Only these families and rules.")
@click.option("--ignore", envvar="GATE_IGNORE", metavar="RULE,...", help="Not these families and rules.")
@click.option(
    "--opa-url",
    envvar="GATE_OPA_URL",
    metavar="URL",
    help="Also query this OPA server; it is never written to, and sees no Secret's value.",
)
@click.option(
    "--opa-package",
    "opa_packages",
    multiple=True,
    envvar="GATE_OPA_PACKAGE",
    metavar="NAME",
    help="A package of that server with deny, warn or violation rules. Repeatable.",
)
@policy_options
@click.option(
    "--allow-empty", is_flag=True, envvar="GATE_ALLOW_EMPTY", help="Nothing to judge is a pass, not a fault."
)
@click.option(
    "-v", "--verbose", is_flag=True, envvar="GATE_VERBOSE", help="Name everything that was not judged."
)
@repository_options
def command(paths: tuple[str, ...], **said: object) -> int:
    """Judge PATH, by default the whole repository.

    PATH is a folder or a file; `-` reads manifests from a pipe, as in `helm template … | gate check -`.
    """
    return run(Asked.of(paths, said), said)


def run(asked: Asked, said: Mapping[str, object]) -> int:
    """The exit code of the verdict; the report goes to stdout and to the files of --report."""
    here = Here.of_process()
    environment = here.environment
    files = cast("Files", said["reports"])
    try:
        with requested(asked, here, progress_on(sys.stderr, environment)) as request:
            report = judge(request)
    except GateError as error:
        report = unjudged(error)
    report = incomplete_by(report, unwritable(files, here.folder))
    chosen = str(
        said["output_format"] or ("github" if environment.get("GITHUB_ACTIONS") == "true" else "text")
    )
    try:
        write_reports(report, chosen, files, verbose=bool(said["verbose"]))
    except BrokenPipeError:
        abandon_stdout()
    return report.exit_code
