"""What the user asked for: the PATH arguments, and what they lift of the configured limits."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from gate.config.settings import Settings
from gate.errors import UsageError
from gate.model.tree import Tree
from gate.sources.globs import covers, covers_any

EXCLUDED = "excluded by targets.exclude in .gate.yaml"
NOT_INCLUDED = "not among targets.include in .gate.yaml"


@dataclass(frozen=True, slots=True)
class Scope:
    """The folders and files to look at. "." alone is the whole repository."""

    folders: tuple[str, ...]
    files: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        return "." in self.folders

    def holds(self, path: str) -> bool:
        """Whether a path is a folder of the scope or below one, or a file of it."""
        return path in self.files or self.folder_of(path) is not None

    def folder_of(self, path: str) -> str | None:
        """The innermost folder of the scope that a path is or is below."""
        holding = [folder for folder in self.folders if is_within(path, folder)]
        return max(holding, key=len, default=None)

    def lifts(self, pattern: str) -> bool:
        """Whether the user named a path at or below what a pattern covers: then it is judged as asked."""
        named = (*self.folders, *self.files)
        return any(path != "." and (covers(pattern, path) or covers(pattern, f"{path}/_")) for path in named)


def is_within(path: str, folder: str) -> bool:
    """Whether a path is the folder or below it."""
    return folder in {".", path} or path.startswith(folder + "/")


def scope_of(tree: Tree, paths: tuple[str, ...]) -> Scope:
    """The scope of PATH arguments. UsageError when one is not in the repository."""
    folders: list[str] = []
    files: list[str] = []
    for named in paths or (".",):
        path = posixpath.normpath(named)
        if tree.is_folder(path):
            folders.append(path)
        elif tree.is_file(path):
            files.append(path)
        else:
            hint = "Check the spelling; files that Git ignores are not looked at."
            raise UsageError(f"{named} is no file or folder of the repository.", hint)
    return Scope(tuple(dict.fromkeys(folders)), tuple(dict.fromkeys(files)))


def refusal(scope: Scope, settings: Settings, path: str) -> str:
    """Why the configuration keeps a target or file from being judged, "" when it does not."""
    if path in scope.files:
        return ""
    excluding = tuple(pattern for pattern in settings.exclude if not scope.lifts(pattern))
    if covers_any(excluding, path):
        return EXCLUDED
    if (
        settings.include
        and not covers_any(settings.include, path)
        and not _asked_outside(scope, settings, path)
    ):
        return NOT_INCLUDED
    return ""


def _asked_outside(scope: Scope, settings: Settings, path: str) -> bool:
    """Whether the user named this very folder, or one that lies apart from everything included."""
    folder = scope.folder_of(path)
    if folder is None or folder == ".":
        return False
    starts = [_literal_start(pattern) for pattern in settings.include]
    return path == folder or not any(is_within(start, folder) or is_within(folder, start) for start in starts)


def _literal_start(pattern: str) -> str:
    """The folder that everything a pattern matches lies below."""
    if "/" not in pattern.rstrip("/"):
        return "."
    literal = re.split(r"[*?{]", pattern, maxsplit=1)[0]
    folder = literal if literal == pattern else literal.rpartition("/")[0]
    return posixpath.normpath(folder.strip("/") or ".")
