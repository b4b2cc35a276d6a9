"""Quantities as numbers (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/)."""

from __future__ import annotations

import re
from fractions import Fraction

from gate.model.json import JsonValue

_QUANTITY = re.compile(
    r"\s*([+-]?)([0-9]{0,64}(?:\.[0-9]{0,64})?)(?:([KMGTPE]i)|([numkMGTPE]?)|[eE]([+-]?[0-9]{1,2}))\s*"
)
_BINARY = {"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40, "Pi": 1 << 50, "Ei": 1 << 60}
_POWERS = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


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
