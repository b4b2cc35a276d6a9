"""Sizes and costs as the API server counts them: unsigned, and never beyond their largest value.

Source: SizeEstimate and CostEstimate in cel-go/checker/cost.go. Of a cost only the most is ever asked for.
"""

from __future__ import annotations

import math
from typing import NamedTuple

LARGEST = 2**64 - 1
TRAVERSAL = 0.1
"""Of one character (common.StringTraversalCostFactor)."""
PATTERN = 0.25
"""Of one character of a regular expression (common.RegexStringLengthCostFactor)."""


class Size(NamedTuple):
    """The least and the most characters of a string, or items of a list or map."""

    least: int
    most: int

    def plus(self, other: Size) -> Size:
        return Size(capped(self.least + other.least), capped(self.most + other.most))

    def times(self, other: Size) -> Size:
        return Size(capped(self.least * other.least), capped(self.most * other.most))

    def or_else(self, other: Size) -> Size:
        return Size(min(self.least, other.least), max(self.most, other.most))

    def traversed(self, factor: float = TRAVERSAL) -> int:
        """The cost of going through all of it."""
        return scaled(self.most, factor)


UNKNOWN = Size(0, LARGEST)


def capped(amount: int) -> int:
    return min(amount, LARGEST)


def scaled(amount: int, factor: float) -> int:
    """An amount times a factor, rounded up."""
    product = float(amount) * factor
    return LARGEST if product >= float(2**64) else math.ceil(product)


class Entry(NamedTuple):
    """The sizes of the keys and values in a list or map that an expression makes."""

    is_list: bool
    key: Size
    value: Size

    def or_else(self, other: Entry) -> Entry:
        return Entry(self.is_list, self.key.or_else(other.key), self.value.or_else(other.value))
