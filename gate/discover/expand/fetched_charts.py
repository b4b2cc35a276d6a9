"""Charts from outside the repository that declarations name, and the fetched ones that stand for them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from gate.discover.expand.surroundings import Surroundings, clamped
from gate.sources.chart import read_chart
from gate.sources.helm_archives import ArchiveError
from gate.system.files import MemoryTree


@dataclass(frozen=True, slots=True)
class FetchedChart:
    """A chart in the folder of fetched ones. files: its values files and all others, by their path in it."""

    path: str
    files: Mapping[str, bytes]

    @property
    def version_sensitive(self) -> bool:
        return read_chart(MemoryTree(self.files), ".").version_sensitive

    def text(self, written: str) -> str | None:
        """The text of one of its files, None when it has none of that path."""
        content = self.files.get(posixpath.normpath(clamped(written)))
        return None if content is None else content.decode("utf-8", "replace")


def fetched(name: str, version: str, told: str, around: Surroundings) -> FetchedChart | str:
    """The fetched chart that stands for one from outside, or why there is none.

    version: one, or a range of them, "" for the newest. told: which chart it is, for people.
    """
    reason = f"a chart from outside the repository: {told}"
    found = around.charts.find(name, version)
    if found is None:
        return reason + (around.charts.lacking(name) if name else "")
    try:
        return FetchedChart(found.path, around.charts.files(found.path))
    except ArchiveError as error:
        return f"{reason}, and {found.path} of --charts cannot be looked into: {error}"
