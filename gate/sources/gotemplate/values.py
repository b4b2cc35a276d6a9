"""Values as Go templates write and compare them. Numbers of JSON are 64-bit floats there, others integers."""

from __future__ import annotations

import json
from decimal import Decimal

from gate.model.json import JsonObject, JsonValue
from gate.sources.gotemplate.faults import TemplateError

_LEAST_PLAIN, _MOST_PLAIN = -4, 6


def given(value: JsonValue) -> JsonValue:
    """A value of the data: its numbers are floats."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def is_true(value: JsonValue) -> bool:
    """Whether a value counts as true: not empty, not zero, not nil."""
    return bool(value)


def written(value: JsonValue) -> str:
    """A value as text. TemplateError for nil, which is no text, and for lists and mappings."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, dict | list):
        raise TemplateError("a template that writes what no generator gives as text")
    return _float(value) if isinstance(value, float) else str(value)


def _float(value: float) -> str:
    """`%v` of a float64: the shortest digits, with an exponent from a million on, or below 10^-4."""
    number = Decimal(repr(value)).normalize()
    sign, digits, _ = number.as_tuple()
    power = number.adjusted()
    if _LEAST_PLAIN <= power < _MOST_PLAIN:
        return format(number, "f")
    first, rest = str(digits[0]), "".join(map(str, digits[1:]))
    return f"{'-' if sign else ''}{first}{'.' if rest else ''}{rest}e{power:+03d}"


def plain(value: JsonValue) -> JsonValue:
    """A value as JSON has it: floats that are whole numbers as such."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def as_json(value: JsonValue, *, pretty: bool = False) -> str:
    """A value as JSON, as Go writes it: keys sorted, and what HTML would read escaped."""
    separators, indent = (None, 2) if pretty else ((",", ":"), None)
    text = json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=separators, indent=indent)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def integer(value: JsonValue) -> int:
    """A whole number, of a text, too (sprig's `toInt64`); what is none is zero."""
    if isinstance(value, str):
        try:
            return int(value, 0)
        except ValueError:
            return 0
    return int(value) if isinstance(value, int | float) else 0


def a_text(value: JsonValue) -> str:
    """A value that has to be a text. TypeError where it is none."""
    if not isinstance(value, str):
        raise TypeError
    return value


def a_list(value: JsonValue) -> list[JsonValue]:
    """A value that has to be a list. TypeError where it is none."""
    if not isinstance(value, list):
        raise TypeError
    return value


def a_mapping(value: JsonValue) -> JsonObject:
    """A value that has to be a mapping. TypeError where it is none."""
    if not isinstance(value, dict):
        raise TypeError
    return value
