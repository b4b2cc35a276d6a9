"""Which rules of a package are asked, as conftest names them, and what they weigh."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gate.model.finding import Severity

# https://www.conftest.dev/ (policy/engine.go)
ASKED = re.compile(r"(?P<verb>deny|violation|warn)(?P<name>(_[A-Za-z0-9]+)*)")
SEVERITIES: Mapping[str, Severity] = {"deny": "error", "violation": "error", "warn": "warning"}


def severity_of(name: str) -> Severity | None:
    """What the rule of that name weighs, None where it is none that is asked."""
    match = ASKED.fullmatch(name)
    return SEVERITIES[match.group("verb")] if match else None
