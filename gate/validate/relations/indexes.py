"""Indexes of the pods of a Job, as `0,2-4`.

Source: validateIndexesFormat in pkg/apis/batch/validation/validation.go.
"""

from __future__ import annotations

import re

from gate.model.json import JsonValue

_NUMBER = re.compile(r"\+?[0-9]{1,18}")


def count_of(value: JsonValue) -> int:
    """A count where there is one, else 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def indexes_fault(written: str, completions: int) -> tuple[str, int]:
    """Why the server refuses indexes ("" when it does not), and how many they are."""
    last, total = -1, 0
    for interval in written.split(",") if written else ():
        parts = interval.split("-")
        if len(parts) > 2 or not all(_NUMBER.fullmatch(part) for part in parts):  # noqa: PLR2004 - from and to
            return "must be indexes and intervals of them such as 0,2-4", 0
        first, end = int(parts[0]), int(parts[-1])
        if max(first, end) >= completions:
            return f"must hold indexes below completions ({completions}) only", 0
        if first <= last or (len(parts) > 1 and first >= end):
            return "must be in ascending order, each index once", 0
        last, total = end, total + end - first + 1
    return "", total
