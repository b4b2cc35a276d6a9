"""What the build of a declared folder reads."""

from __future__ import annotations

from gate.discover.expand.surroundings import Surroundings
from gate.model.target import KustomizeSource


def closure_of(source: KustomizeSource, components: tuple[str, ...], around: Surroundings) -> tuple[str, ...]:
    """Every file that the build of a source reads, sorted."""
    folders = [*components, *([source.folder] if source.kustomization else [])]
    files: set[str] = set()
    for path in source.files:
        if around.tree.is_folder(path):
            folders.append(path)
        else:
            files.add(path)
    for folder in folders:
        files.update(around.closures.closure(folder).files)
    return tuple(sorted(files))
