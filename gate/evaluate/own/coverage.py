"""Which lines of policies their tests come by, as OPA tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from gate.model.json import JsonObject, JsonValue, mapping, sequence

_MODULE = re.compile(r"modules/([0-9]{4})\.rego$")
Rows = AbstractSet[int]


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """How many lines of a policy the tests come by. missed: ranges of lines that they do not."""

    path: str
    covered: int
    lines: int
    missed: tuple[tuple[int, int], ...] = ()

    @property
    def percent(self) -> float:
        return 100.0 * self.covered / self.lines if self.lines else 100.0


def rows_of_modules(report: JsonObject) -> dict[int, tuple[set[int], set[int]]]:
    """The lines that are covered, and those that are not, by the number of a module in its bundle.

    OPA tells what is covered and what is not under two names of a file.
    """
    found: dict[int, tuple[set[int], set[int]]] = {}
    for file, said in mapping(report.get("files")).items():
        match = _MODULE.search(file)
        if match:
            covered, missed = found.setdefault(int(match.group(1)), (set(), set()))
            covered |= _rows(mapping(said).get("covered"))
            missed |= _rows(mapping(said).get("not_covered"))
    return found


def file_coverage(path: str, covered: Rows, missed: Rows) -> FileCoverage:
    """What came of a file. A line that is in both is covered."""
    return FileCoverage(path, len(covered), len(covered | missed), tuple(_spans(missed - covered)))


def _rows(ranges: JsonValue) -> set[int]:
    """The lines of ranges, which may overlap."""
    rows: set[int] = set()
    for one in sequence(ranges):
        start, end = (mapping(mapping(one).get(name)).get("row") for name in ("start", "end"))
        if isinstance(start, int):
            rows.update(range(start, (end if isinstance(end, int) else start) + 1))
    return rows


def _spans(rows: Rows) -> Iterator[tuple[int, int]]:
    """Lines as ranges, in their order."""
    starts = sorted(row for row in rows if row - 1 not in rows)
    ends = sorted(row for row in rows if row + 1 not in rows)
    return zip(starts, ends, strict=True)
