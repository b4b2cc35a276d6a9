"""Which of the targets a change since some commit can affect, and which others must be seen to judge them."""

from __future__ import annotations

from collections.abc import Sequence

from gate.config.load import FILE_NAME
from gate.discover.changes import affected
from gate.model.target import Target
from gate.pipeline.declarations import with_declared
from gate.pipeline.request import Change, Request
from gate.sources.kustomization import Closures


def is_for_all(change: Change, request: Request) -> bool:
    """Whether a change affects every target: configuration, schemas and definitions are used by all."""
    return change.defines or any(_is_used_by_all(path, request) for path in change.paths)


def affected_by(
    change: Change, targets: Sequence[Target], closures: Closures, otherwise: frozenset[str]
) -> frozenset[str]:
    """The names of the targets that a change can affect: by what they read, or by how they are declared.

    otherwise: those that are declared otherwise. What declares a target affects it.
    """
    names = frozenset(target.name for target in targets)
    return with_declared(affected(targets, change.paths, closures) | otherwise & names, targets)


def beside(targets: Sequence[Target], names: frozenset[str]) -> frozenset[str]:
    """The names of all targets of the clusters that some of them belong to."""
    clusters = {target.cluster for target in targets if target.name in names}
    return frozenset(target.name for target in targets if target.cluster in clusters)


def unreached(change: Change, targets: Sequence[Target], request: Request) -> tuple[str, ...]:
    """The files that were changed, are there, and that no target reads, sorted."""
    read = {path for target in targets for path in target.closure}
    return tuple(sorted(path for path in change.paths & request.tree.files - read if path != FILE_NAME))


def _is_used_by_all(path: str, request: Request) -> bool:
    folders = (folder.strip("/") for folder in request.settings.schemas)
    return path == FILE_NAME or any(path.startswith(f"{folder}/") for folder in folders)
