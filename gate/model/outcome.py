"""What every stage gives: its nouns, what it has to say, and what it left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from gate.model.finding import Finding

JUDGED_THROUGH = "judged through"
Noun = TypeVar("Noun", covariant=True)  # noqa: PLC0105


@dataclass(frozen=True, slots=True)
class Account:
    """Something that is no target of its own, and why: a file, a document, a folder, a policy.

    reason: what holds for all of its kind, and after `: ` what is particular, if anything.
    """

    path: str
    reason: str

    @property
    def is_judged(self) -> bool:
        """Whether it is judged all the same, as part of a target."""
        return self.reason.startswith(JUDGED_THROUGH)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Noun]):
    """The values of a stage, its findings, and the accounts of what it left out."""

    values: tuple[Noun, ...] = ()
    findings: tuple[Finding, ...] = ()
    accounts: tuple[Account, ...] = ()
