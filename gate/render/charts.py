"""A chart with all that it needs, gathered from the repository (and from `--charts`) before Helm sees it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from gate.documents import Document, read
from gate.model.json import mapping, sequence, text
from gate.model.target import HelmSource
from gate.model.tree import Tree
from gate.render.words import without_credentials
from gate.sources.chart import CHART_FILE, Chart, Dependency, read_chart
from gate.sources.helm_archives import ArchiveError, packed_files
from gate.sources.helm_fetched import PACKED, FetchedCharts, chart_files
from gate.sources.kustomization_file import join
from gate.system.files import MemoryTree

MAX_BYTES = 256 * 2**20
MAX_LINKED = 2_000
"""What a chart may hold, and what of it may be reached through linked folders: those can go in a circle."""
MAX_CHARTS = 300
MAX_NESTED = 20
"""Charts of the repository in one chart, and in each other: where two need the same two, they double."""

ProblemKind: TypeAlias = Literal["refused", "failed", "missing"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a chart from being rendered. pointer: into the file at path, where that tells the place."""

    kind: ProblemKind
    path: str
    message: str
    pointer: str = ""
    line: int | None = None
    column: int | None = None


@dataclass(slots=True)
class Gathered:
    """The files of a chart by their path in the chart folder, and where in the repository each comes from.

    origins has no entry for what comes from `--charts`.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    size: int = 0


class _TooLargeError(Exception):
    """The chart is beyond all bounds."""


class _TooManyError(Exception):
    """The chart is made of more charts than anybody writes."""


def gather(tree: Tree, source: HelmSource, fetched: FetchedCharts) -> Gathered:
    """All files of a chart with its dependencies in charts/; what is unsafe or absent is a problem."""
    gatherer = _Gatherer(tree, fetched)
    try:
        if source.fetched or source.chart.endswith(PACKED):
            gatherer.add_whole(source)
        else:
            gatherer.add_chart(source.chart, "", ())
    except _TooLargeError:
        bounds = f"{MAX_BYTES // 2**20} MiB, or {MAX_LINKED:,} files through linked folders"
        message = f"the chart has more than {bounds}; do links go in a circle?"
        gatherer.gathered.problems.append(Problem("failed", chart_file_of(source), message))
    except _TooManyError:
        message = (
            f"the chart is made of more than {MAX_CHARTS} charts, or of more than {MAX_NESTED} in each other"
        )
        gatherer.gathered.problems.append(Problem("failed", chart_file_of(source), message))
    return gatherer.gathered


def chart_file_of(source: HelmSource) -> str:
    """The file that stands for a chart; "" where the repository has none."""
    if source.fetched or source.chart.endswith(PACKED):
        return source.chart
    return join(source.chart, CHART_FILE)


class _Gatherer:
    """Gathers one chart."""

    def __init__(self, tree: Tree, fetched: FetchedCharts) -> None:
        self._tree = tree
        self._fetched = fetched
        self._charts = 0
        self.gathered = Gathered()

    def add_chart(self, folder: str, at: str, above: tuple[str, ...]) -> None:
        """Add a chart of the repository at a place of the private chart folder ("" or `charts/name/`)."""
        self._charts += 1
        if self._charts > MAX_CHARTS or len(above) > MAX_NESTED:
            raise _TooManyError
        self._add_folder(self._tree, folder, at, known=True)
        chart = read_chart(self._tree, folder)
        present = self._present(at)
        for index, dependency in enumerate(chart.dependencies):
            if dependency.name in present:
                continue
            if dependency.repository.startswith("file:"):
                found = self._add_local(chart, dependency, at, (*above, folder))
            else:
                locked = _locked(self._tree, folder, dependency.name)
                found = self._add_fetched(locked, dependency, at)
            if found is not None:
                kind, message = found
                path = declaring_file(self._tree, folder)
                self.gathered.problems.append(Problem(kind, path, message, f"/dependencies/{index}"))

    def add_whole(self, source: HelmSource) -> None:
        """Add a chart that is packed, or was fetched; its dependencies come with it, or from there, too."""
        place = chart_file_of(source)
        try:
            files = self._fetched.files(source.fetched) if source.fetched else chart_files(self._tree, place)
        except ArchiveError as error:
            name = source.fetched or source.chart
            self.gathered.problems.append(Problem("failed", place, f"{name} cannot be looked into: {error}"))
            return
        for inside, content in files.items():
            self._add_file(inside, content, "")
        whole = MemoryTree(files)
        present = self._present("")
        for dependency in read_chart(whole, ".").dependencies:
            if dependency.name not in present:
                locked = _locked(whole, ".", dependency.name)
                if (found := self._add_fetched(locked, dependency, "")) is not None:
                    self.gathered.problems.append(Problem(found[0], place, found[1]))

    def _add_folder(self, tree: Tree, folder: str, at: str, *, known: bool) -> None:
        for path, place in _below(tree, folder, at):
            found = content_of(tree, path)
            if isinstance(found, Problem):
                self.gathered.problems.append(found)
            else:
                self._add_file(place, found, path if known else "")

    def _add_file(self, place: str, content: bytes, origin: str) -> None:
        self.gathered.files[place] = content
        self.gathered.size += len(content)
        if origin:
            self.gathered.origins[place] = origin
        if self.gathered.size > MAX_BYTES:
            raise _TooLargeError

    def _present(self, at: str) -> frozenset[str]:
        """The names of the charts in charts/ as Helm finds them: not those that begin with `_` or `.`."""
        names: set[str] = set()
        prefix = at + "charts/"
        for place, content in self.gathered.files.items():
            if not place.startswith(prefix) or place[len(prefix)] in "_.":
                continue
            entry, _, rest = place[len(prefix) :].partition("/")
            if rest == CHART_FILE:
                names.add(_name(content))
            elif not rest and entry.endswith(PACKED):
                names.add(_packed_name(content))
        return frozenset(names)

    def _add_local(
        self, chart: Chart, dependency: Dependency, at: str, above: tuple[str, ...]
    ) -> tuple[ProblemKind, str] | None:
        written = dependency.repository.partition("://")[2]
        folder = join(chart.folder, written)
        if folder.startswith(("/", "../")) or folder == "..":
            return (
                "refused",
                f"dependency {dependency.name} is outside the repository ({dependency.repository})",
            )
        if not self._tree.is_file(join(folder, CHART_FILE)):
            return "missing", f"dependency {dependency.name}: there is no chart in {folder} of the repository"
        if folder in above:
            return "failed", f"dependency {dependency.name} is a chart that depends on this one: a circle"
        self.add_chart(folder, f"{at}charts/{dependency.name}/", above)
        return None

    def _add_fetched(self, locked: str, dependency: Dependency, at: str) -> tuple[ProblemKind, str] | None:
        tree = self._fetched.tree
        found = self._fetched.find(dependency.name, locked or dependency.version)
        if tree is None or found is None:
            return "missing", _missing(dependency, self._fetched)
        if found.path.endswith(PACKED):
            try:
                self._add_file(f"{at}charts/{found.path}", tree.read(found.path), "")
            except OSError:
                return "missing", _missing(dependency, self._fetched)
        else:
            self._add_folder(tree, found.path, f"{at}charts/{dependency.name}/", known=False)
        return None


def _below(tree: Tree, folder: str, at: str) -> Iterator[tuple[str, str]]:
    """The files below a folder with their places, through linked folders that stay inside the repository."""
    pending = deque([(folder, at, False)])
    through_links = 0
    while pending:
        here, place, linked = pending.popleft()
        for name in tree.listing(here):
            through_links += linked
            if through_links > MAX_LINKED:
                raise _TooLargeError
            path = join(here, name)
            if tree.is_folder(path):
                pending.append((path, f"{place}{name}/", linked or path in tree.files))
            else:
                yield path, place + name


def content_of(tree: Tree, path: str) -> bytes | Problem:
    """A file's bytes, or why it cannot be had."""
    try:
        return tree.read(path)
    except PermissionError as error:
        message = f"{error.strerror}; the gate reads only regular files of the repository"
        return Problem("refused", path, message)
    except OSError:
        message = "leads nowhere, or to what is not in the repository; Helm stops at such a link"
        return Problem("failed", path, message)


def _missing(dependency: Dependency, fetched: FetchedCharts) -> str:
    source = f" from {without_credentials(dependency.repository)}" if dependency.repository else ""
    message = f"dependency {dependency.name} {dependency.version}{source} is not in charts/"
    return message + fetched.lacking(dependency.name)


def declaring_file(tree: Tree, folder: str) -> str:
    """The file that names a chart's dependencies: Chart.yaml, or requirements.yaml of older charts."""
    requirements = join(folder, "requirements.yaml")
    chart = join(folder, CHART_FILE)
    in_chart = any("dependencies" in mapping(document.value) for document in _documents(tree, chart)[:1])
    return requirements if not in_chart and tree.is_file(requirements) else chart


def _locked(tree: Tree, folder: str, name: str) -> str:
    """The version that Chart.lock (requirements.lock of older charts) has for a dependency, "" for none."""
    for file in ("Chart.lock", "requirements.lock"):
        for document in _documents(tree, join(folder, file))[:1]:
            for entry in map(mapping, sequence(mapping(document.value).get("dependencies"))):
                if entry.get("name") == name:
                    return text(entry.get("version"))
    return ""


def _documents(tree: Tree, path: str) -> tuple[Document, ...]:
    try:
        return read(tree.read(path))
    except OSError:
        return ()


def _name(chart_file: bytes) -> str:
    return next((text(mapping(document.value).get("name")) for document in read(chart_file)), "")


def _packed_name(archive: bytes) -> str:
    """The name in the outermost Chart.yaml of a packed chart, "" when it cannot be read."""
    try:
        files = packed_files(archive, (CHART_FILE,))
    except ArchiveError:
        return ""
    return next((_name(file.content) for file in files if file.path.count("/") == 1), "")
