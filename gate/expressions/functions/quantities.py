"""Quantities (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-quantity-library)."""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil

from gate.expressions.faults import ExpressionError
from gate.expressions.messages import opaque, text_of
from gate.expressions.types import Value

_QUANTITY = re.compile(
    r"([+-]?)(\d{0,400})(?:\.(\d{0,400}))?(?:([KMGTPE]i)|([numkMGTPE]?)|[eE]([+-]?\d{1,3}))"
)
_BINARY = {"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40, "Pi": 1 << 50, "Ei": 1 << 60}
_POWERS = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_NANO = 10**9
_INT64 = 1 << 63


def parsed(text: str) -> Fraction | None:
    """The number that a quantity means, rounded up to a billionth; None for what is not one."""
    matched = _QUANTITY.fullmatch(text)
    if matched is None or not (matched[2] or matched[3]):
        return None
    sign, whole, part, binary, decimal, exponent = matched.groups()
    number = Fraction(int(f"{whole}{part or ''}"), 10 ** len(part or ""))
    if binary:
        number = min(number * _BINARY[binary], Fraction(_INT64 - 1))
    else:
        number *= Fraction(10) ** (int(exponent) if exponent else _POWERS[decimal or ""])
    rounded = Fraction(ceil(number * _NANO), _NANO)
    return -rounded if sign == "-" else rounded


def _value(number: Fraction) -> Value:
    return opaque("kubernetes.Quantity", str(number))


def _number(quantity: Value) -> Fraction:
    return Fraction(quantity) if isinstance(quantity, int) else Fraction(text_of(quantity))


def quantity(text: str) -> Value:
    number = parsed(text)
    if number is None:
        raise ExpressionError(
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
        )
    return _value(number)


def is_quantity(text: str) -> bool:
    return parsed(text) is not None


def compare(one: Value, other: Value) -> int:
    return (_number(one) > _number(other)) - (_number(one) < _number(other))


def is_integer(one: Value) -> bool:
    number = _number(one)
    return number.denominator == 1 and -_INT64 <= number < _INT64


def as_integer(one: Value) -> int:
    if not is_integer(one):
        raise ExpressionError("cannot convert value to integer")
    return int(_number(one))


IMPLEMENTATIONS = {
    "quantity": quantity,
    "isQuantity": is_quantity,
    "sign": lambda one: compare(one, 0),
    "kubernetes.Quantity.isGreaterThan": lambda one, other: compare(one, other) > 0,
    "kubernetes.Quantity.isLessThan": lambda one, other: compare(one, other) < 0,
    "kubernetes.Quantity.compareTo": compare,
    "kubernetes.Quantity.asApproximateFloat": lambda one: float(_number(one)),
    "kubernetes.Quantity.asInteger": as_integer,
    "kubernetes.Quantity.isInteger": is_integer,
    "kubernetes.Quantity.add": lambda one, other: _value(_number(one) + _number(other)),
    "kubernetes.Quantity.sub": lambda one, other: _value(_number(one) - _number(other)),
}
