"""A bound on what functions may make of their arguments, so that no expression takes all memory."""

from __future__ import annotations

from gate.expressions.faults import UnknowableError

SMALL = 8_192
FACTOR = 4


def bounded(length: int, given: int) -> None:
    """UnknowableError when a result of some length is out of all proportion to what was given."""
    if length > max(SMALL, FACTOR * given):
        raise UnknowableError("a string grows beyond what is evaluated here")
