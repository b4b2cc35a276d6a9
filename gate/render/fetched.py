"""Charts that the user fetched beforehand: the folder that `--charts` names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gate.model.tree import Tree
from gate.render import semver
from gate.sources.chart import CHART_FILE, Dependency, read_chart

_PACKED = re.compile(r"-(v?\d[^/]*)\.tgz")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A chart of the folder. path: in the folder, a `.tgz` or a chart folder."""

    path: str
    version: str


@dataclass(frozen=True, slots=True)
class FetchedCharts:
    """The charts of a folder: `name-version.tgz`, or unpacked in `name/`. tree None: no folder was given."""

    tree: Tree | None = None

    def find(self, dependency: Dependency, locked: str) -> Fetched | None:
        """The chart that a dependency means: the locked version where there is a lock, else the newest that
        satisfies Chart.yaml; None when the folder does not hold one.
        """
        wanted = locked or dependency.version
        fitting = [
            (version, chart)
            for chart in self._charts(dependency.name)
            if semver.satisfies(chart.version, wanted)
            and (version := semver.parse(chart.version)) is not None
        ]
        return max(fitting, key=lambda pair: (pair[0], pair[1].path), default=(None, None))[1]

    def versions(self, name: str) -> tuple[str, ...]:
        """The versions of a chart that the folder holds, for people."""
        return tuple(chart.version for chart in self._charts(name))

    def _charts(self, name: str) -> tuple[Fetched, ...]:
        if self.tree is None:
            return ()
        found = [
            Fetched(entry, match.group(1))
            for entry in self.tree.listing(".")
            if entry.startswith(name) and (match := _PACKED.fullmatch(entry, len(name)))
        ]
        if self.tree.is_file(f"{name}/{CHART_FILE}"):
            found.append(Fetched(name, read_chart(self.tree, name).version))
        return tuple(found)
