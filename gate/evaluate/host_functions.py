"""The built-in functions that OPA's WebAssembly leaves to its host, as OPA itself has them.

Each is held against OPA on a table of inputs by `tests/tools/test_host_functions.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from gate.evaluate.rego_values import Number, RegoArray, RegoSet, RegoValue, parsed, quoted, shown
from gate.model.json import JsonValue

HostFunction: TypeAlias = Callable[..., JsonValue]
EXPONENT_SHOWN_BELOW, EXPONENT_SHOWN_FROM = -4, 6


class HostFunctionError(Exception):
    """A built-in was given what it cannot work on. It quotes no value."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _sprintf(template: RegoValue, values: RegoValue) -> JsonValue:
    """https://pkg.go.dev/fmt, as far as the verbs and flags below go; others are refused."""
    given = list(_array("sprintf", values).items)
    used = iter(given)
    taken = 0

    def verb(match: re.Match[str]) -> str:
        nonlocal taken
        if match.group(2) == "%":
            return "%"
        taken += 1
        value = next(used, _NONE_LEFT)
        if isinstance(value, _NoneLeft):
            return f"%!{match.group(2)}(MISSING)"
        return _formatted(match.group(1), match.group(2), value)

    text = _VERB.sub(verb, _string("sprintf", template))
    left = ", ".join(f"{_go_type(value)}={_plain(value)}" for value in given[taken:])
    return f"{text}%!(EXTRA {left})" if left else text


class _NoneLeft:
    """What stands for a value that a template asks for and nobody gave."""


_NONE_LEFT = _NoneLeft()
_VERB = re.compile(r"%([-+# 0]*[0-9]*(?:\.[0-9]*)?)(.)", re.DOTALL)


def _formatted(flags: str, verb: str, value: RegoValue) -> str:
    if flags or verb not in "svdq":
        raise HostFunctionError(f"sprintf with %{flags}{verb}")
    if verb == "v":
        return _plain(value)
    kind = _go_type(value)
    if kind == "string":
        return f"%!d(string={_plain(value)})" if verb == "d" else _shown_as(verb, _plain(value))
    if verb == "q" and kind == "int64":
        raise HostFunctionError("sprintf with %q of a number")
    if (verb == "d" and kind != "float64") or (verb == "s" and kind == "*big.Int"):
        return _plain(value)
    return f"%!{verb}({kind.removeprefix('*')}={_plain(value)})"


def _shown_as(verb: str, text: str) -> str:
    return quoted(text) if verb == "q" else text


def _plain(value: RegoValue) -> str:
    """A value as %v prints it."""
    if isinstance(value, str):
        return value
    if isinstance(value, Number) and value.is_float:
        return _go_float(float(value.text))
    return shown(value)


def _go_float(number: float) -> str:
    """Go's %v of a float64: the fewest digits that tell it apart; an exponent below 1e-4 and from 1e6."""
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    if number == 0:
        return "-0" if sign else "0"
    ten = len(digits) - 1 + int(exponent)
    if EXPONENT_SHOWN_BELOW <= ten < EXPONENT_SHOWN_FROM:
        return f"{Decimal(repr(number)).normalize():f}"
    head, tail = str(digits[0]), "".join(map(str, digits[1:]))
    text = f"{head}.{tail}" if tail else head
    return f"{'-' if sign else ''}{text}e{'-' if ten < 0 else '+'}{abs(ten):02d}"


def _go_type(value: RegoValue) -> str:
    if not isinstance(value, Number):
        return "string"
    if value.is_float:
        return "float64"
    return "int64" if -(2**63) <= int(value.text) < 2**63 else "*big.Int"


def _any_prefix_match(texts: RegoValue, prefixes: RegoValue) -> JsonValue:
    name = "strings.any_prefix_match"
    wanted = tuple(_strings(name, prefixes))
    return any(text.startswith(wanted) for text in tuple(_strings(name, texts)))


def _any_suffix_match(texts: RegoValue, suffixes: RegoValue) -> JsonValue:
    name = "strings.any_suffix_match"
    wanted = tuple(_strings(name, suffixes))
    return any(text.endswith(wanted) for text in tuple(_strings(name, texts)))


def _count(text: RegoValue, part: RegoValue) -> JsonValue:
    name = "strings.count"
    return _string(name, text).count(_string(name, part))


def _string(name: str, value: RegoValue) -> str:
    if not isinstance(value, str):
        raise HostFunctionError(name)
    return value


def _array(name: str, value: RegoValue) -> RegoArray:
    if not isinstance(value, RegoArray):
        raise HostFunctionError(name)
    return value


def _strings(name: str, value: RegoValue) -> Iterator[str]:
    """A string, or each string of an array or a set."""
    if isinstance(value, RegoArray | RegoSet):
        for one in value.items:
            yield _string(name, one)
    else:
        yield _string(name, value)


def _of_texts(function: Callable[..., JsonValue]) -> HostFunction:
    """A policy says the same of many resources: the same arguments come again and again."""

    @lru_cache(maxsize=4096)
    def called(*texts: str) -> JsonValue:
        return function(*map(parsed, texts))

    return called


# Each takes its arguments as the engine dumps them.
HOST_FUNCTIONS: dict[str, HostFunction] = {
    name: _of_texts(function)
    for name, function in {
        "sprintf": _sprintf,
        "strings.any_prefix_match": _any_prefix_match,
        "strings.any_suffix_match": _any_suffix_match,
        "strings.count": _count,
    }.items()
}
