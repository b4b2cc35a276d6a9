"""Reports to stdout and to files."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from gate.errors import UsageError
from gate.model.finding import Finding
from gate.model.report import Report
from gate.report.registry import FORMATS, Style
from gate.report.style import visible
from gate.report.text import place


def write_reports(
    report: Report, output_format: str, files: Sequence[tuple[str, str]], *, verbose: bool
) -> None:
    """The report in one format on stdout, and in each other one in its file. UsageError where that fails."""
    for name, path in files:
        text = io.StringIO()
        FORMATS[name](report, text, Style(verbose=True))
        try:
            Path(path).write_text(text.getvalue(), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"the report cannot be written to {path}: {error.strerror}") from None
    FORMATS[output_format](
        report, sys.stdout, Style(colour=has_colour(), verbose=verbose, width=terminal_width())
    )
    sys.stdout.flush()


def has_colour() -> bool:
    """Whether stdout is a terminal that shows colours (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """Columns to write for; a pipe gets a fixed width, so that output does not depend on the window."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 100


def say_findings(findings: Sequence[Finding]) -> None:
    """Findings in a line each on stderr, for subcommands that give no report."""
    for finding in findings:
        where = f"{place(finding.location)}: " if finding.location else ""
        click.echo(f"{finding.severity}  {finding.rule}  {where}{visible(finding.message)}", err=True)
