"""What judging gave."""

from __future__ import annotations

from dataclasses import dataclass

from gate.errors import GateError
from gate.model.finding import Finding
from gate.model.outcome import Account


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of resources. errors: faults of the set-up, which kept something from being asked."""

    findings: tuple[Finding, ...] = ()
    accounts: tuple[Account, ...] = ()
    errors: tuple[GateError, ...] = ()

    def __add__(self, other: Said) -> Said:
        return Said(
            (*self.findings, *other.findings),
            (*self.accounts, *other.accounts),
            (*self.errors, *other.errors),
        )
