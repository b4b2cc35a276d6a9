"""Which files differ between a commit and the work tree, told without Git's filters and settings."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from gate.system.files import LARGEST_FILE, FolderTree
from gate.system.git import SUBMODULE_MODE, Repository, records

_LINK_MODE = "120000"
_SHA1_DIGITS = 40
_PATHS_AT_ONCE = 500


def changed_paths(repository: Repository, commit: str, tree: FolderTree) -> frozenset[str]:
    """The files that are not the same, byte for byte, in a commit and on disk; a moved one by both names.

    A file that Git would convert on the way (line ends, LFS) counts as changed, which costs only time; so
    does one that is too large to be read.
    """
    then = _blobs(repository, commit)
    gone = then.keys() - tree.files
    new = tree.files - then.keys()
    changed = {path for path in tree.files & then.keys() if not _is(then[path], f"{tree.root}/{path}")}
    return frozenset(gone | new | changed)


def held(repository: Repository, commit: str, text: str, paths: Iterable[str]) -> bool:
    """Whether a text occurs in one of these files as a commit has them; paths that it has not hold none."""
    asked = sorted(paths)
    return any(
        repository.finds(commit, text, asked[begin : begin + _PATHS_AT_ONCE])
        for begin in range(0, len(asked), _PATHS_AT_ONCE)
    )


def _blobs(repository: Repository, commit: str) -> dict[str, tuple[str, str]]:
    """Path -> mode and object name, of every file of a commit."""
    found: dict[str, tuple[str, str]] = {}
    for record in records(repository.ask("ls-tree", "-r", "-z", "--full-tree", commit)):
        head, _, path = record.partition("\t")
        mode, _, blob = head.split()
        if mode != SUBMODULE_MODE:
            found[path] = (mode, blob)
    return found


def _is(entry: tuple[str, str], full: str) -> bool:
    """Whether what lies at a path is the blob of an entry (gitglossary: blob object)."""
    mode, blob = entry
    try:
        is_link = stat.S_ISLNK(Path(full).lstat().st_mode)
        if is_link != (mode == _LINK_MODE):
            return False
        if not is_link and Path(full).stat().st_size > LARGEST_FILE:
            return False
        content = os.fsencode(Path(full).readlink()) if is_link else Path(full).read_bytes()
    except OSError:
        return False
    algorithm = "sha1" if len(blob) == _SHA1_DIGITS else "sha256"
    digest = hashlib.new(algorithm, b"blob %d\0" % len(content), usedforsecurity=False)
    digest.update(content)
    return digest.hexdigest() == blob
