"""Schedules of CronJobs, as the server reads them (https://pkg.go.dev/github.com/robfig/cron/v3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAMED = frozenset({"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"})
_EVERY = "@every "
_DURATION = re.compile(r"[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)", re.ASCII)
_INTEGER = re.compile(r"\+?[0-9]{1,18}|-0+")


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    lowest: int
    highest: int
    names: tuple[str, ...] = ()  # of the numbers from the lowest on


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field(
        "month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    ),
    _Field("day of the week", 0, 6, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)


def schedule_fault(schedule: str) -> str:
    """Why the server refuses a schedule: what must be, in words; "" when it does not."""
    if "TZ" in schedule:
        return "must not hold TZ or CRON_TZ; timeZone is the field for it"
    if schedule.startswith("@"):
        every = schedule.startswith(_EVERY) and _DURATION.fullmatch(schedule.removeprefix(_EVERY))
        known = schedule in _NAMED or every
        return "" if known else "must be @hourly, @daily, @weekly, @monthly, @yearly or @every DURATION"
    parts = schedule.split()
    if len(parts) != len(_FIELDS):
        return f"has {len(parts)} fields, must have {len(_FIELDS)}: minute, hour, day, month, day of the week"
    for part, field in zip(parts, _FIELDS, strict=True):
        if not all(_fits(span, field) for span in part.split(",") if span):
            return f"must have a {field.name} from {field.lowest} to {field.highest}, a range, a list or *"
    return ""


def _fits(span: str, field: _Field) -> bool:
    """Whether one range of a field, with or without a step, is one: `*`, `5`, `1-5`, `*/10`, `mon-fri/2`."""
    ends, *steps = span.split("/")
    if len(steps) > 1 or (steps and not _number(steps[0], ())):
        return False
    first, *last = ends.split("-")
    if first in {"*", "?"}:
        return True
    start = _number(first, field.names, field.lowest)
    if start is None or len(last) > 1:
        return False
    alone = field.highest if steps else start
    end = _number(last[0], field.names, field.lowest) if last else alone
    return end is not None and field.lowest <= start <= end <= field.highest


def _number(written: str, names: tuple[str, ...], first: int = 0) -> int | None:
    if written.lower() in names:
        return first + names.index(written.lower())
    return int(written) if _INTEGER.fullmatch(written) else None
