"""`format` of strings, as cel-go writes values (https://pkg.go.dev/github.com/google/cel-go/ext#Strings)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from gate.expressions.faults import ExpressionError, UnknowableError
from gate.expressions.functions.growth import bounded
from gate.expressions.types import Value

_CLAUSE = re.compile(r"%(?:\.(\d+))?(.?)", re.DOTALL)
_PRECISION = 6
_WITHOUT_EXPONENT = 1e21
_MOST_PRECISION = 100
_SUPERSCRIPT = str.maketrans("+-0123456789", "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


CLAUSES: dict[str, tuple[str, frozenset[str]]] = {
    "s": ("string", frozenset()),
    "d": ("decimal", frozenset({"int", "uint"})),
    "f": ("fixed-point", frozenset({"double", "string"})),
    "e": ("scientific", frozenset({"double", "string"})),
    "b": ("binary", frozenset({"int", "uint", "bool"})),
    "x": ("hex", frozenset({"int", "uint", "string", "bytes"})),
    "X": ("hex", frozenset({"int", "uint", "string", "bytes"})),
    "o": ("octal", frozenset({"int", "uint"})),
}
"""The clauses of a template: what each is called, and the types it takes, of which none stands for any."""


def verbs(template: str) -> list[str]:
    """The clauses of a template in turn."""
    return [verb for precision, verb in _CLAUSE.findall(template) if verb != "%" or precision]


def formatted(template: str, arguments: list[Value]) -> str:
    """The template with its clauses %s %d %f %e %b %x %X %o replaced by the arguments."""
    waiting = list(arguments)
    given = len(template) + len(repr(arguments))

    def clause(matched: re.Match[str]) -> str:
        precision, verb = matched.groups()
        if verb == "%" and precision is None:
            return "%"
        if verb not in CLAUSES:
            raise ExpressionError(
                f'could not parse formatting clause: unrecognized formatting clause "{verb}"'
            )
        if not waiting:
            index = len(arguments)
            raise ExpressionError(f"index {index} out of range")
        return _written(verb, waiting.pop(0), _PRECISION if precision is None else int(precision[:4]))

    text = _CLAUSE.sub(clause, template)
    bounded(len(text), given)
    return text


def _written(verb: str, value: Value, precision: int) -> str:
    if precision > _MOST_PRECISION:
        raise UnknowableError("a format asks for more digits than are written here")
    if verb == "s":
        return as_text(value)
    if isinstance(value, str) and value in {"NaN", "Infinity", "-Infinity"} and verb in "ef":
        value = float(value.replace("Infinity", "inf"))
    if isinstance(value, float) and verb in "ef":
        return _real(value, verb, precision)
    if isinstance(value, bool) and verb == "b":
        return str(int(value))
    if isinstance(value, int) and not isinstance(value, bool) and verb in "dbxXo":
        return format(value, verb)
    if isinstance(value, str | bytes | bytearray) and verb in "xX":
        digits = (value.encode() if isinstance(value, str) else bytes(value)).hex()
        return digits.upper() if verb == "X" else digits
    raise ExpressionError(f"error during formatting: %{verb} cannot be used on this type of value")


def _real(value: float, verb: str, precision: int) -> str:
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("∞" if value > 0 else "-∞")
    if verb == "f":
        return f"{value:,.{precision}f}"
    mantissa, _, exponent = f"{value:.{precision}e}".partition("e")
    return f"{mantissa} \u00d7 10{exponent.removeprefix('+').translate(_SUPERSCRIPT)}"


def as_text(value: Value) -> str:
    """A value as %s writes it."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    raise ExpressionError("error during formatting: string clause cannot be used on this type of value")


def _list(value: list[Value]) -> str:
    return f"[{', '.join(map(_nested, value))}]"


def _map(value: dict[Value, Value]) -> str:
    entries = sorted((_nested(key), _nested(item)) for key, item in value.items())
    return f"{{{', '.join(f'{key}:{item}' for key, item in entries)}}}"


def _nested(value: Value) -> str:
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False)
        case bytes() | bytearray():
            return f"b{json.dumps(bytes(value).decode(errors='replace'), ensure_ascii=False)}"
        case float():
            return f"{value:.{_PRECISION}f}"
        case datetime():
            return f'timestamp("{_instant(value)}")'
        case timedelta():
            return f'duration("{_seconds(value)}")'
    return as_text(value)


def _shortest(value: float) -> str:
    """As Go's strconv writes a float: the shortest that reads back."""
    if math.isfinite(value) and value == int(value) and abs(value) < _WITHOUT_EXPONENT:
        return str(int(value))
    return {"inf": "+Inf", "-inf": "-Inf", "nan": "NaN"}.get(repr(value), repr(value))


def _instant(value: datetime) -> str:
    text = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return text.rstrip("0").rstrip(".") + "Z"


def _seconds(value: timedelta) -> str:
    text = f"{value // timedelta(microseconds=1) / 1_000_000:.6f}"
    return text.rstrip("0").rstrip(".") + "s"


_WRITERS: tuple[tuple[type | tuple[type, ...], Callable[[Value], str]], ...] = (
    (str, str),
    ((bytes, bytearray), lambda value: bytes(value).decode(errors="replace")),
    (int, str),
    (float, _shortest),
    (datetime, _instant),
    (timedelta, _seconds),
    (list, _list),
    (dict, _map),
)

IMPLEMENTATIONS = {"string.format": formatted}
