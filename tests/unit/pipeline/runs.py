"""Runs in memory: a request, and the report on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gate.config.load import load
from gate.evaluate import choose_engine
from gate.model.report import Report
from gate.pipeline import Request, judge
from gate.render import RenderOptions
from gate.system.files import MemoryTree
from gate.system.tools import Toolbox
from gate.validate import available_versions
from gate.waive import Enforcement

TODAY = date(2026, 6, 15)
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: some-name}\n"
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: some-name}\nstringData: {p: hunter2-hunter2}\n"
UNSEALED = "secrets/unsealed"


def asked(files: Mapping[str, str], settings: str = "", **changes: Any) -> Request:
    """A request to judge texts for the newest Kubernetes, on the embedded engine and without any tool."""
    given: dict[str, Any] = {
        "tree": MemoryTree({path: text.encode() for path, text in files.items()}),
        "settings": load(settings.encode(), ".gate.yaml"),
        "versions": available_versions()[-1:],
        "toolbox": Toolbox(),
        "render": RenderOptions(),
        "engine": choose_engine("embedded", TODAY),
        "enforcement": Enforcement(TODAY),
    }
    return Request(**{**given, **changes})


def report_on(files: Mapping[str, str], settings: str = "", **changes: Any) -> Report:
    return judge(asked(files, settings, **changes))


def opened(report: Report) -> dict[str, str]:
    """The rules of the open findings, and their severity."""
    return {entry.rule: entry.severity for entry in report.entries if entry.status == "open"}
