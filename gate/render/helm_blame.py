"""Which place in the repository Helm's words are about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gate.model.finding import Location
from gate.model.json import pointer_of
from gate.model.tree import Tree
from gate.render.places import bytes_of, fault_in, line_in, place_of
from gate.sources.helm_values import no_values
from gate.sources.kustomization_file import join

_TEMPLATE = re.compile(
    r"(?:template: |execution error at \(|parse error at \()"
    r"(?P<path>[^\s:()]+):(?P<line>\d+)(?::(?P<column>\d+))?"
)
_RENDERED = re.compile(
    r"(?:YAML parse error on|unable to build kubernetes objects from release manifest) ([^\s:]+)"
)
_FILE = re.compile(r"(?:cannot load|failed to parse) ([^\s:]+)")
_SCHEMA_CHART = re.compile(r"^([^\s:-][^\s:]*):$")
_AT = re.compile(r"^\s*- at '([^']*)': (.+)$")
_DOTTED = re.compile(r"^- ([^:\n]+): (.+)$")
_ADDITIONAL = re.compile(r"[Aa]dditional propert(?:ies|y) '?([^\s',]+)'?")
SCHEMA_WORDS = "values don't meet the specifications of the schema(s)"


@dataclass(frozen=True, slots=True)
class ChartFiles:
    """What Helm was given. chart: the folder; chart_file: what stands for it, "" for what the repository
    does not have; name: as Chart.yaml has it; origins: path in the chart -> path in the repository; values:
    the values files, the one that counts most first.
    """

    tree: Tree
    chart: str
    chart_file: str
    name: str
    origins: Mapping[str, str]
    values: tuple[str, ...]

    def path_of(self, template: str) -> str | None:
        """The repository's path of `chart/templates/x.yaml`, None when it is not a file of the repository."""
        return self.origins.get(template.partition("/")[2])


@dataclass(frozen=True, slots=True)
class SchemaViolation:
    """One value that a values.schema.json refuses. pointer: into the values of the whole chart."""

    pointer: str
    words: str


def blamed_place(words: str, files: ChartFiles) -> Location:
    """The innermost template line that the words name, else a file, else Chart.yaml.

    words: Helm's own, with paths relative to the repository. A line of rendered text is no line of a source.
    """
    for match in reversed(list(_TEMPLATE.finditer(words))):
        if path := files.path_of(match["path"]):
            column = int(match["column"]) if match["column"] else None
            return line_in(files.tree, path, int(match["line"]), column)
    for match in _RENDERED.finditer(words):
        if path := files.path_of(match[1]):
            return Location(path, precision="file")
    for match in _FILE.finditer(words):
        for path in (match[1], join(files.chart, match[1])):
            if files.tree.is_file(path):
                return fault_in(files.tree, path) or _start_of_no_values(files.tree, path)
    return Location(files.chart_file, precision="file")


def _start_of_no_values(tree: Tree, path: str) -> Location:
    """Where a file begins that Helm does not take for values; the file alone where it should."""
    found = no_values(bytes_of(tree, path))
    return Location(path, precision="file") if found is None else Location(path, found.line, found.column)


def schema_violations(words: str, chart: str) -> tuple[SchemaViolation, ...]:
    """The violations that Helm lists, one for each value; empty when the words list none.

    chart: the name of the chart itself; a subchart's values are below its name.
    """
    found = tuple(_violations(words, chart))
    return tuple(
        one for index, one in enumerate(found) if one.words != "validation failed" or index + 1 == len(found)
    )


def place_of_violation(violation: SchemaViolation, files: ChartFiles) -> Location:
    """Where the value is set: in the values file that counts most of those that have it."""
    for path in files.values:
        place = place_of(files.tree, path, violation.pointer)
        if place.precision == "exact":
            return place
    return Location(next(iter(files.values), files.chart_file), precision="file")


def _violations(words: str, chart: str) -> Iterator[SchemaViolation]:
    prefix: tuple[str, ...] = ()
    for line in words.splitlines():
        if match := _SCHEMA_CHART.match(line):
            prefix = () if match[1] == chart else (match[1],)
        elif match := _AT.match(line):
            yield _violation(pointer_of(prefix) + match[1], match[2])
        elif match := _DOTTED.match(line):
            tokens = () if match[1] == "(root)" else tuple(match[1].split("."))
            yield _violation(pointer_of((*prefix, *tokens)), match[2])


def _violation(pointer: str, words: str) -> SchemaViolation:
    """A property that is not allowed is where it stands, not where its object does."""
    match = _ADDITIONAL.search(words)
    return SchemaViolation(pointer + pointer_of((match[1],)) if match else pointer, words)
