"""What may be wrong with an expression, and the exceptions its functions raise."""

from __future__ import annotations

from dataclasses import dataclass

UNKNOWABLE = "cannot be known offline: "


@dataclass(frozen=True, slots=True)
class CompileFault:
    """An expression that does not compile.

    message: in the server's words where these are known. line, column: from 1, 0 where there is no place.
    unjudgeable: it is beyond what can be compiled here; the server might take it.
    """

    message: str
    line: int = 0
    column: int = 0
    unjudgeable: bool = False

    def __str__(self) -> str:
        if not self.column:
            return self.message
        place = f"line {self.line}, column {self.column}" if self.line > 1 else f"column {self.column}"
        return f"{self.message} (at {place})"


@dataclass(frozen=True, slots=True)
class EvaluationFault:
    """An expression that has no value.

    unjudgeable: this is not the server's verdict but a bound of this process, or knowledge that only a
    cluster has.
    """

    message: str
    unjudgeable: bool = False


class ExpressionError(Exception):
    """What a function raises when the expression has no value on the server either."""


class UnknowableError(ExpressionError):
    """What a function raises when only a cluster knows its value, or when it would take too much."""

    def __init__(self, reason: str) -> None:
        super().__init__(UNKNOWABLE + reason)
