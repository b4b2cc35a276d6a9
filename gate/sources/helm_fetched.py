"""Charts that the user fetched beforehand: the folder that `--charts` names."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from gate.model.tree import Tree
from gate.sources import helm_versions
from gate.sources.chart import CHART_FILE, read_chart
from gate.sources.helm_archives import ArchiveError, unpacked

PACKED = ".tgz"
_VERSIONED = re.compile(r"-(v?\d[^/]*?)(\.tgz)?")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A chart of the folder. path: in the folder, a `.tgz` or a chart folder."""

    path: str
    version: str


@dataclass(frozen=True, slots=True)
class FetchedCharts:
    """The charts of a folder: `name-version.tgz`, or unpacked in `name/` or, as kustomize leaves them, in
    `name-version/name/`. tree None: no folder was given.
    """

    tree: Tree | None = None

    def find(self, name: str, wanted: str) -> Fetched | None:
        """The newest chart of a name whose version a constraint means; None when the folder holds none."""
        fitting = [
            (version, chart)
            for chart in self._charts(name)
            if helm_versions.satisfies(chart.version, wanted)
            and (version := helm_versions.parse(chart.version)) is not None
        ]
        return max(fitting, key=lambda pair: (pair[0], pair[1].path), default=(None, None))[1]

    def lacking(self, name: str) -> str:
        """Why a chart is not taken from the folder, to be put behind a message; "" where none was given."""
        if self.tree is None:
            return ""
        versions = ", ".join(chart.version for chart in self._charts(name))
        return f", and the folder of --charts {f'holds {versions}' if versions else 'does not hold it'}"

    def files(self, path: str) -> dict[str, bytes]:
        """The files of a chart by their path in it. ArchiveError when it cannot be read."""
        if self.tree is None:
            raise ArchiveError("no folder of fetched charts is given")
        return chart_files(self.tree, path)

    def _charts(self, name: str) -> tuple[Fetched, ...]:
        if self.tree is None or not name or "/" in name:
            return ()
        found = [] if (own := self._unpacked(name, name)) is None else [own]
        for entry in self.tree.listing("."):
            match = _VERSIONED.fullmatch(entry, len(name)) if entry.startswith(name) else None
            if match and match.group(2):
                found.append(Fetched(entry, match.group(1)))
            elif match and (inner := self._unpacked(f"{entry}/{name}", name)):
                found.append(inner)
        return tuple(found)

    def _unpacked(self, folder: str, name: str) -> Fetched | None:
        assert self.tree is not None
        if not self.tree.is_file(posixpath.join(folder, CHART_FILE)):
            return None
        chart = read_chart(self.tree, folder)
        return Fetched(folder, chart.version) if chart.name == name else None


def chart_files(tree: Tree, path: str) -> dict[str, bytes]:
    """The files of a chart folder, or of a packed chart, by their path in it. ArchiveError when it cannot
    be read.
    """
    try:
        if path.endswith(PACKED):
            return unpacked(tree.read(path))
        prefix = path + "/"
        return {
            one.removeprefix(prefix): tree.read(one) for one in sorted(tree.files) if one.startswith(prefix)
        }
    except OSError as error:
        raise ArchiveError(f"it cannot be read: {error.strerror}") from error
