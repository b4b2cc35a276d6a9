"""Lists (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from gate.expressions.faults import ExpressionError
from gate.expressions.types import Value

_INT64 = 1 << 63


def is_sorted(items: list[Value]) -> bool:
    return all(not later < earlier for earlier, later in pairwise(items))


def total(items: list[Value]) -> Value:
    if items and isinstance(items[0], timedelta):
        return sum(items, timedelta())
    result = sum(items)
    if isinstance(result, int) and not -_INT64 <= result < _INT64:
        raise ExpressionError("integer overflow")
    return result


def largest(items: list[Value]) -> Value:
    if not items:
        raise ExpressionError("max called on empty list")
    return max(items)


def smallest(items: list[Value]) -> Value:
    if not items:
        raise ExpressionError("min called on empty list")
    return min(items)


def index_of(items: list[Value], item: Value) -> int:
    return next((index for index, other in enumerate(items) if _equal(other, item)), -1)


def last_index_of(items: list[Value], item: Value) -> int:
    return next((index for index in reversed(range(len(items))) if _equal(items[index], item)), -1)


def _equal(one: Value, other: Value) -> bool:
    """Python takes True for 1, CEL does not."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


IMPLEMENTATIONS = {
    "list.isSorted": is_sorted,
    "list.sum": total,
    "list.max": largest,
    "list.min": smallest,
    "list.indexOf": index_of,
    "list.lastIndexOf": last_index_of,
}
