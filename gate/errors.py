"""Faults of the gate's set-up: what ends a run with exit 2 and one sentence.

Faults of the repository are findings, never exceptions.
"""

from __future__ import annotations


class GateError(Exception):
    """The gate or its set-up keeps something from being judged.

    message: one sentence, what is wrong. hint: one sentence, what to do about it, or "".
    also: further faults of the same kind, so that one hides no other.
    None of them ever holds a Secret's value.
    """

    def __init__(self, message: str, hint: str = "", also: tuple[GateError, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.also = also


class UsageError(GateError):
    """The command line asks for something that cannot be."""


class ConfigError(GateError):
    """The configuration cannot be used as it stands."""


class ToolError(GateError):
    """A program that the gate needs is missing or does not behave."""


class PolicyError(GateError):
    """A policy bundle cannot be loaded or an engine cannot answer."""
