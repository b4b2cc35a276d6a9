"""Looks at every values.schema.json that Helm would read, packed ones too, before Helm does."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from gate.render.charts import Gathered, Problem
from gate.render.schemas import SCHEMA_FILE, SchemaError, outside_references
from gate.render.words import without_credentials
from gate.sources.helm_archives import ArchiveError, packed_files


def schema_problems(gathered: Gathered, chart_file: str) -> Iterator[Problem]:
    """A problem for each reference that leads out of a schema, and for what cannot be looked into.

    chart_file: stands for what is not a file of the repository itself.
    """
    for place, content in sorted(gathered.files.items()):
        path = gathered.origins.get(place, chart_file)
        if posixpath.basename(place) == SCHEMA_FILE:
            yield from _of_schema(content, path, "")
        elif place.endswith(".tgz") and posixpath.basename(posixpath.dirname(place)) == "charts":
            yield from _of_archive(content, path, posixpath.basename(place))


def _of_archive(content: bytes, path: str, name: str) -> Iterator[Problem]:
    try:
        schemas = packed_files(content, (SCHEMA_FILE,))
    except ArchiveError as error:
        yield Problem("failed", path, f"{name} cannot be looked into: {error}")
        return
    for schema in schemas:
        for problem in _of_schema(schema.content, path, f"{schema.path} in {name}: "):
            yield Problem(problem.kind, path, problem.message)


def _of_schema(content: bytes, path: str, where: str) -> Iterator[Problem]:
    try:
        outside = outside_references(content)
    except SchemaError as error:
        yield Problem("failed", path, f"{where}not JSON: {error}", line=error.line, column=error.column)
        return
    for reference in outside:
        message = f"{where}the schema refers to {without_credentials(reference)}, which Helm would open"
        yield Problem("refused", path, message)
