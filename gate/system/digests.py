"""Digests of what a result is made from, for keys."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator

from gate.system.cache import Store
from gate.system.tools import Tool

_MADE_BY_PYTHON = "__pycache__"


def key_of(parts: Iterable[bytes]) -> str:
    """One key for all the parts, in their order: SHA-256, in hexadecimal."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def digest_of_program(tool: Tool, store: Store) -> str:
    """The SHA-256 of a program's file, which is read once, and then as long as it looks the same.

    OSError when it is not there.
    """
    key = key_of((b"program", tool.looks))
    known = store.read(key)
    if known is None:
        known = tool.digest.encode()
        store.write(key, known)
    return known.decode()


def looks_of_folder(folder: str) -> str:
    """A digest of how the files below a folder look (names, sizes, times), not of what is in them."""
    return key_of(line.encode("utf-8", "surrogateescape") for line in sorted(_looks(folder)))


def _looks(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != _MADE_BY_PYTHON:
                    yield from _looks(entry.path)
            else:
                status = entry.stat()
                yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
