"""Reports to stdout and to files."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from gate.cli.terminal import has_colour, terminal_width
from gate.errors import UsageError
from gate.model.finding import Finding
from gate.model.report import Report
from gate.report.registry import FORMATS, Style
from gate.report.style import visible
from gate.report.text import place


def write_reports(
    report: Report, output_format: str, files: Sequence[tuple[str, str]], *, verbose: bool
) -> None:
    """The report in one format on stdout, and in each other one in its file.

    A file that cannot be written takes nothing from the others; UsageError at the end where the report
    does not say it itself.
    """
    faults: list[UsageError] = []
    for name, path in files:
        if _refusal(path, Path.cwd()):
            continue
        text = io.StringIO()
        FORMATS[name](report, text, Style(verbose=True))
        try:
            Path(path).write_text(text.getvalue(), encoding="utf-8")
        except OSError as error:
            faults.append(_unwritten(path, str(error.strerror)))
    FORMATS[output_format](
        report, sys.stdout, Style(colour=has_colour(sys.stdout), verbose=verbose, width=terminal_width())
    )
    sys.stdout.flush()
    if faults:
        raise UsageError(faults[0].message, faults[0].hint, also=tuple(faults[1:]))


def unwritable(files: Sequence[tuple[str, str]], folder: Path) -> tuple[UsageError, ...]:
    """A fault for each report file that cannot be written, as far as that shows beforehand."""
    return tuple(_unwritten(path, reason) for _, path in files if (reason := _refusal(path, folder)))


def _unwritten(path: str, reason: str) -> UsageError:
    return UsageError(
        f"no report can be written to {path}: {reason}", "name a file in a folder that is there"
    )


def _refusal(path: str, folder: Path) -> str:
    """Why a file is not written to, "" where nothing speaks against it.

    What a repository brings as a symbolic link would lead the report to any file of the user's.
    """
    full = Path(os.path.normpath(folder / path))
    if full.is_relative_to(folder):
        links = [one for one in (full, *full.parents) if one.is_relative_to(folder) and one != folder]
        linked = next((one for one in links if one.is_symlink()), None)
        if linked is not None:
            return f"{linked.relative_to(folder)} is a symbolic link"
    if full.is_dir():
        return "it is a folder"
    if not full.parent.is_dir():
        return f"there is no folder {full.parent}"
    return "" if os.access(full if full.exists() else full.parent, os.W_OK) else "permission denied"


def say_findings(findings: Sequence[Finding]) -> None:
    """Findings in a line each on stderr, for subcommands that give no report."""
    for finding in findings:
        where = f"{place(finding.location)}: " if finding.location else ""
        click.echo(f"{finding.severity}  {finding.rule}  {where}{visible(finding.message)}", err=True)
