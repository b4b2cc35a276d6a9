"""The output formats: one module each, one line each here."""

from __future__ import annotations

from typing import Protocol, TextIO

from gate.model.report import Report
from gate.report import github, json, junit, markdown, sarif, text
from gate.report.style import Style


class Write(Protocol):
    """A format: the report onto a stream, with nothing read but the report."""

    def __call__(self, report: Report, out: TextIO, style: Style) -> None: ...


FORMATS: dict[str, Write] = {
    "text": text.write,
    "json": json.write,
    "sarif": sarif.write,
    "junit": junit.write,
    "github": github.write,
    "markdown": markdown.write,
}

__all__ = ["FORMATS", "Style", "Write"]
