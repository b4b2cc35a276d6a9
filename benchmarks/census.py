"""What a repository holds, counted without the gate: kustomizations, which of them are roots, charts."""

from __future__ import annotations

import posixpath
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
LISTS = ("resources", "bases", "components", "generators", "transformers", "validators")


@dataclass(frozen=True, slots=True)
class Census:
    """Folders. roots: kustomizations that no other one names and that are no Component."""

    kustomizations: frozenset[str]
    components: frozenset[str]
    roots: frozenset[str]
    charts: frozenset[str]


def census(folder: Path) -> Census:
    """A count of the files that are Git's, tracked or not ignored."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=folder,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    contents = {posixpath.dirname(path): content_of(folder / path)
                for path in listing if posixpath.basename(path) in NAMES}  # fmt: skip
    components = frozenset(here for here, content in contents.items() if content.get("kind") == "Component")
    named = {
        posixpath.normpath(posixpath.join(here, name)).removeprefix("./")
        for here, content in contents.items()
        for name in names_in(content)
    }
    named = {"" if path == "." else path for path in named}
    charts = frozenset(
        posixpath.dirname(path) for path in listing if posixpath.basename(path) == "Chart.yaml"
    )
    return Census(frozenset(contents), components, frozenset(contents) - components - named, charts)


def content_of(file: Path) -> dict[str, Any]:
    try:
        content = next(yaml.load_all(file.read_text(), yaml.CBaseLoader), None)
    except (yaml.YAMLError, OSError):
        return {}
    return {str(key): value for key, value in content.items()} if isinstance(content, dict) else {}


def names_in(content: dict[str, Any]) -> Iterator[str]:
    for field in LISTS:
        values = content.get(field)
        yield from (one for one in (values if isinstance(values, list) else []) if isinstance(one, str))
