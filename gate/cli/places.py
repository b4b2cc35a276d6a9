"""Where the repository is, and which part of it the user means."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gate.errors import GateError, UsageError
from gate.system.git import Repository, find_repository
from gate.system.tools import Toolbox

PIPE = "stdin"
DASH = "-"


@dataclass(frozen=True, slots=True)
class Place:
    """The repository's top folder, or the folder itself outside Git; scope: paths below it, none for all."""

    root: str
    repository: Repository | None
    scope: tuple[str, ...]
    is_pipe: bool = False

    def head(self) -> str:
        """The commit that is checked out, "" when there is none."""
        return (self.repository.head() or "") if self.repository and not self.is_pipe else ""


def find_place(
    paths: tuple[str, ...], folder: Path, toolbox: Toolbox, environment: Mapping[str, str]
) -> Place:
    """The repository that the paths lie in. UsageError when they are not there or lie in several."""
    if DASH in paths:
        if len(paths) > 1:
            raise UsageError("`-` reads a pipe and goes with no other path", "run the gate twice")
        repository = _repository(folder, toolbox, environment)
        return Place(repository.root if repository else str(folder), repository, (), is_pipe=True)
    places = [_existing(folder, path) for path in paths] or [folder.resolve()]
    repository = _repository(_folder_of(places[0]), toolbox, environment)
    root = Path(repository.root).resolve() if repository else _common(places)
    outside = [path for path in places if not path.is_relative_to(root)]
    if outside:
        raise UsageError(f"{outside[0]} is not in the repository {root}", "judge one repository at a time")
    scope = tuple(path.relative_to(root).as_posix() for path in places) if paths else ()
    return Place(str(root), repository, () if "." in scope else scope)


def outside_git(option: str, place: Place) -> GateError:
    """The fault of asking for a ref where there is no Git."""
    return UsageError(f"{option} needs a Git repository, and {place.root} is in none", "run it in a clone")


def _existing(folder: Path, path: str) -> Path:
    """The path itself, links in its folder followed but not the last one: that is the repository's own."""
    full = folder / path
    if not full.exists() and not full.is_symlink():
        raise UsageError(f"there is no {path}", _nearest(full))
    return full.resolve() if full.is_dir() else full.parent.resolve() / full.name


def _nearest(path: Path) -> str:
    """What lies beside a path that is not there under a name that is nearly the same."""
    try:
        beside = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        beside = []
    close = difflib.get_close_matches(path.name, beside, n=1)
    return f"did you mean {close[0]}?" if close else "PATH is a folder or a file, or `-` for a pipe"


def _folder_of(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _common(places: list[Path]) -> Path:
    """Outside Git: the folder that was named, or the one that holds all that were."""
    if len(places) == 1:
        return _folder_of(places[0])
    folders = [_folder_of(path) for path in places]
    shared = folders[0]
    while not all(folder.is_relative_to(shared) for folder in folders):
        shared = shared.parent
    return shared


def _repository(folder: Path, toolbox: Toolbox, environment: Mapping[str, str]) -> Repository | None:
    """Without Git at hand every folder is just a folder, except one that holds a `.git`."""
    if toolbox.git is not None:
        return find_repository(toolbox.git.program, str(folder), environment)
    if any((parent / ".git").exists() for parent in (folder, *folder.parents)):
        raise UsageError(f"{folder} is in a Git repository, and git is not on PATH", "install git")
    return None
