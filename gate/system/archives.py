"""Files out of a .tar.gz that others made: regular files below it, bounded, and nothing else."""

from __future__ import annotations

import posixpath
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from gate.errors import ToolError

MOST_FILES = 10_000
MOST_BYTES = 64 * 2**20


def files_of_archive(archive: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """Path below the archive and content of each file. name: what messages call it.

    ToolError for what is no archive, is too large, or holds a path that leads out or is no regular file.
    """
    held = 0
    try:
        with tarfile.open(archive, "r:gz") as opened:
            for count, member in enumerate(opened, start=1):
                held += member.size
                if count > MOST_FILES or held > MOST_BYTES:
                    raise ToolError(f"{name} holds more than {MOST_FILES} files or {MOST_BYTES // 2**20} MiB")
                if member.isdir():
                    continue
                path = posixpath.normpath(member.name.lstrip("/"))
                if path.startswith("..") or not member.isreg():
                    raise ToolError(f"{name} holds {member.name!r}, which is no regular file below it")
                content = opened.extractfile(member)
                assert content is not None
                yield path, content.read()
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise ToolError(f"{name} is no .tar.gz that can be read") from error
