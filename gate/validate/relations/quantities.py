"""Quantities as numbers (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/)."""

from __future__ import annotations

import re
from fractions import Fraction

from gate.model.json import JsonValue

_QUANTITY = re.compile(
    r"\s*([+-]?)([0-9]{0,64}(?:\.[0-9]{0,64})?)(?:([KMGTPE]i)|([numkMGTPE]?)|[eE]([+-]?[0-9]{1,2}))\s*"
)
_BINARY = {"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40, "Pi": 1 << 50, "Ei": 1 << 60}
_DECIMAL_ENDS = "0123456789.numkMGTPEi"
_POWERS = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


_UNITS = {Fraction(10) ** power for power in range(0, 19, 3)}
_BINARY_UNITS = {Fraction(size) for size in _BINARY.values()}


def is_unit(value: JsonValue) -> bool:
    """Whether a quantity is one of a unit, as 1, 1k, 1000 or 1Ki are; 1024 and 1e3 are not."""
    number, written = quantity(value), str(value).strip()
    if number is None or written[-1:] not in _DECIMAL_ENDS:
        return False
    return number in (_BINARY_UNITS if written.endswith("i") else _UNITS)


def quantity(value: JsonValue) -> Fraction | None:
    """The number that a quantity means; None for what is not one, or is beyond any sense."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    matched = _QUANTITY.fullmatch(str(value))
    if not matched or not matched[2]:
        return None
    sign, digits, binary, decimal, exponent = matched.groups()
    number = Fraction(f"{sign}0{digits}0" if "." in digits else f"{sign}{digits}")
    if binary:
        return number * Fraction(_BINARY[binary])
    power = int(exponent) if exponent else _POWERS[decimal or ""]
    return number * Fraction(10**power) if power >= 0 else number / Fraction(10**-power)
