"""Files that a declaration gives to Helm as values, and that are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gate.discover.expand.application import Wrong
from gate.discover.expand.rules import BROKEN_DECLARATION
from gate.model.finding import Location
from gate.model.tree import Tree
from gate.sources.helm_values import no_values


def unlike_values(files: Iterable[object], tree: Tree) -> Iterator[Wrong]:
    """A fault for each file of the repository (its path) that Helm does not take for values."""
    for path in files:
        if isinstance(path, str) and (found := no_values(_bytes(tree, path))) is not None:
            place = Location(path, found.line, found.column)
            yield Wrong(BROKEN_DECLARATION, "", f"{path} is {found.words}", place)


def _bytes(tree: Tree, path: str) -> bytes:
    try:
        return tree.read(path)
    except OSError:
        return b""
