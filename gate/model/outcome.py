"""What every stage gives: its nouns, what it has to say, and what it left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from gate.model.finding import Finding

Noun = TypeVar("Noun", covariant=True)  # noqa: PLC0105


@dataclass(frozen=True, slots=True)
class Account:
    """Something that was not judged, and why: a file, a document, a target, a policy."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Noun]):
    """The values of a stage, its findings, and the accounts of what it left out."""

    values: tuple[Noun, ...] = ()
    findings: tuple[Finding, ...] = ()
    accounts: tuple[Account, ...] = ()
