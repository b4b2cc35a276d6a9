"""Single values for Helm (`--set`, `--set-string`, `--set-file`), made safe for a command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from gate.model.target import HelmParameter, HelmSource
from gate.model.tree import Tree
from gate.render.charts import Problem, chart_file_of, content_of

LONGEST = 32_768
_OPTIONS = {"typed": "--set", "string": "--set-string", "file": "--set-file"}
_UNESCAPED_COMMA = re.compile(r"(?<!\\),")


@dataclass(frozen=True, slots=True)
class Settings:
    """Parameters, and the contents of the files that some of them are."""

    parameters: tuple[HelmParameter, ...]
    contents: tuple[bytes, ...]

    def options(self, private: str) -> Iterator[str]:
        """The options, each one word: a name or value that begins with `-` stays what it is."""
        files = iter(self._paths(private))
        for one in self.parameters:
            value = next(files) if one.kind == "file" else _escaped(one.value)
            yield f"{_OPTIONS[one.kind]}={one.name}={value}"

    def files(self, private: str) -> Iterator[tuple[str, bytes]]:
        """The private copies of the files."""
        yield from zip(self._paths(private), self.contents, strict=True)

    def as_values(self) -> tuple[bytes, ...]:
        """Each value below the last key of its name, as a values file would have it."""
        return tuple(orjson.dumps({one.name.rpartition(".")[2]: one.value}) for one in self.parameters)

    def _paths(self, private: str) -> tuple[str, ...]:
        return tuple(f"{private}/set-{index}" for index in range(len(self.contents)))


def settings_of(source: HelmSource, tree: Tree) -> tuple[Settings, tuple[Problem, ...]]:
    """The parameters of a source, and what is wrong with them."""
    contents: list[bytes] = []
    problems: list[Problem] = []
    chart_file = chart_file_of(source)
    for one in source.parameters:
        if "\0" in one.name + one.value or len(one.name) + len(one.value) > LONGEST:
            message = (
                f"the parameter {one.name[:60]!r} has a NUL character or more than {LONGEST:,} characters"
            )
            problems.append(Problem("refused", chart_file, message))
        elif one.kind == "file":
            found = content_of(tree, one.value)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                contents.append(found)
    return Settings(source.parameters, tuple(contents)), tuple(problems)


def _escaped(value: str) -> str:
    """The value with its commas escaped, as Argo CD does (util/helm/cmd.go, cleanSetParameters); a list in
    braces keeps them.
    """
    return value if value.startswith("{") and value.endswith("}") else _UNESCAPED_COMMA.sub(r"\\,", value)
