"""The output formats: one module each, imported when it is written, one name each here."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Protocol, TextIO

from gate.model.report import Report
from gate.report.style import Style


class Write(Protocol):
    """A format: the report onto a stream, with nothing read but the report."""

    def __call__(self, report: Report, out: TextIO, style: Style) -> None: ...


def _write(module: str, report: Report, out: TextIO, style: Style) -> None:
    write: Write = import_module(f"{__package__}.{module}").write
    write(report, out, style)


FORMATS: dict[str, Write] = {
    name: partial(_write, name) for name in ("text", "json", "sarif", "junit", "github", "markdown")
}

__all__ = ["FORMATS", "Style", "Write"]
