"""Which targets a change can affect."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from gate.model.target import KustomizeSource, Target
from gate.sources.kustomization import Closures


def affected(targets: Iterable[Target], changed: frozenset[str], closures: Closures) -> frozenset[str]:
    """The names of the targets that the changed files can make render otherwise.

    changed: files that were written, added or removed, a moved one by both names. closures: of the tree as it
    is now. What a target reads now is its closure. A file that is gone was part of it where the target still
    refers to it, or where it lay in a folder of which the target reads something: such a folder may be read
    whole, so in doubt it counts.
    """
    gone = changed - closures.tree.files
    return frozenset(
        target.name
        for target in targets
        if not changed.isdisjoint(target.closure)
        or (gone and (_lost_a_neighbour(target, gone) or _refers_to(target, gone, closures)))
    )


def _lost_a_neighbour(target: Target, gone: frozenset[str]) -> bool:
    folders = {posixpath.dirname(path) for path in target.closure}
    inside = "" if target.path == "." else f"{target.path}/"
    return any(posixpath.dirname(path) in folders or path.startswith(inside) for path in gone)


def _refers_to(target: Target, gone: frozenset[str], closures: Closures) -> bool:
    if not isinstance(target.source, KustomizeSource):
        return False
    missing = {
        posixpath.normpath(posixpath.join(posixpath.dirname(reference.kustomization), value))
        for reference in closures.closure(target.source.folder).missing
        for value in (reference.value, reference.value.partition("=")[2])  # of `key=path`, the path
        if value
    }
    return any(path in missing or not missing.isdisjoint(_above(path)) for path in gone)


def _above(path: str) -> Iterable[str]:
    while path := posixpath.dirname(path):
        yield path
