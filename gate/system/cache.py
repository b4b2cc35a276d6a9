"""What one run keeps for the next: content by key, in a folder of this user's alone."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

MOST_BYTES = 512 * 2**20
_KEPT_WHEN_TRIMMED = 0.8
_DIGEST_SIZE = hashlib.sha256().digest_size
_SECONDS_BETWEEN_TOUCHES = 3600
_SECONDS_OF_A_WRITE = 3600


class Store:
    """Entries of bytes by key, bounded in size, safe for runs at the same time.

    A key is the SHA-256 (hexadecimal) of all that the entry was made from, so an entry is never out of date,
    only unused. It carries the digest of its content: what is damaged, cut short or not there is a miss.
    An entry appears whole by a rename. The folder must be nobody else's to read or write (0700); where it is
    not, nothing is read and nothing is kept: a run does as well without.
    """

    def __init__(self, folder: str, most_bytes: int = MOST_BYTES) -> None:
        self._folder = Path(folder)
        self._most_bytes = most_bytes
        self._written = False

    def read(self, key: str) -> bytes | None:
        """The content of an entry, None when there is none or it is damaged."""
        path = self._path(key)
        if not is_private(self._folder):
            return None
        try:
            entry = path.read_bytes()
        except OSError:
            return None
        digest, content = entry[:_DIGEST_SIZE], entry[_DIGEST_SIZE:]
        if hashlib.sha256(content).digest() != digest:
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        _touch(path)
        return content

    def write(self, key: str, content: bytes) -> None:
        """Keep an entry, where the folder allows it."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not is_private(self._folder):
                return
            path.parent.mkdir(mode=0o700, exist_ok=True)
            partial = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}")
            try:
                with open(partial, "xb", opener=_for_this_user) as file:
                    file.write(hashlib.sha256(content).digest())
                    file.write(content)
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)
            self._written = True

    def trim(self) -> None:
        """Remove what was not used for longest, if the entries together have grown past the bound."""
        if not self._written:
            return
        entries = sorted(self._entries())
        size = sum(bytes_ for _, bytes_, _ in entries)
        if size <= self._most_bytes:
            return
        for _, bytes_, path in entries:
            if size <= self._most_bytes * _KEPT_WHEN_TRIMMED:
                return
            with contextlib.suppress(OSError):
                Path(path).unlink()
                size -= bytes_

    def _entries(self) -> Iterator[tuple[float, int, str]]:
        """When each entry was last used, its size and its path; what a killed run left behind comes first."""
        for folder in _scanned(self._folder):
            for entry in _scanned(Path(folder.path)):
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    abandoned = entry.name.startswith(".")
                    if abandoned and time.time() - status.st_mtime < _SECONDS_OF_A_WRITE:
                        continue
                    yield 0.0 if abandoned else status.st_mtime, status.st_size, entry.path

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key


def is_private(folder: Path) -> bool:
    """Whether a path is a folder, ours, and closed to all others."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o077


def _scanned(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _touch(path: Path) -> None:
    """Note that an entry is in use, at most once an hour: reading is not to become writing."""
    with contextlib.suppress(OSError):
        if time.time() - path.stat().st_mtime > _SECONDS_BETWEEN_TOUCHES:
            os.utime(path)


def _for_this_user(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
