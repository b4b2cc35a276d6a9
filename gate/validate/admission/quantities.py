"""Quantities in the one form in which the API server writes each (k8s.io/apimachinery/pkg/api/resource)."""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil

from gate.expressions.functions.quantities import parsed

_DECIMAL = ("n", "u", "m", "", "k", "M", "G", "T", "P", "E")
_BINARY = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")
_EXPONENT = re.compile(r"[eE][+-]?\d+$")
_THOUSAND, _KIBI = 1000, 1024


def canonical(written: str) -> str:
    """`0.5` is `500m`, `1024Mi` is `1Gi`; what is no quantity is left as it is."""
    text = written.strip()
    number = parsed(text)
    if number is None or _EXPONENT.search(text):
        return written
    if number == 0:
        return "0"
    if text.endswith("i") and abs(number) >= _KIBI:
        return _scaled(Fraction(ceil(number)), _KIBI, _BINARY)
    return _scaled(number * _THOUSAND**3, _THOUSAND, _DECIMAL)


def _scaled(number: Fraction, base: int, suffixes: tuple[str, ...]) -> str:
    whole, step = ceil(number), 0
    while whole % base == 0 and step < len(suffixes) - 1:
        whole //= base
        step += 1
    return f"{whole}{suffixes[step]}"
