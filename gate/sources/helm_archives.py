"""Packed charts (`charts/*.tgz`): what Helm would read of them that matters before Helm runs."""

from __future__ import annotations

import io
import posixpath
import tarfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

MAX_UNPACKED = 100 * 2**20
"""Bytes of a packed chart with all that is packed in it; Helm itself takes 100 MiB."""

MAX_DEPTH = 4
"""Charts packed in packed charts."""


class ArchiveError(Exception):
    """The archive cannot be looked into; the message says why."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A file in a packed chart. path: as in the archive; for a chart in a chart, both joined by `!`."""

    path: str
    content: bytes


def packed_files(archive: bytes, names: tuple[str, ...]) -> tuple[Packed, ...]:
    """All files with one of the base names in a packed chart and in the charts packed in it.

    ArchiveError when the archive is broken, unpacks to more than the limit, or holds a link.
    """
    return tuple(_files(archive, names, [MAX_UNPACKED], 0))


def unpacked(archive: bytes) -> dict[str, bytes]:
    """Every file of a packed chart by its path in the chart's folder; the charts packed in it stay packed.

    ArchiveError when the archive is broken, unpacks to more than the limit, or has a file outside its folder.
    """
    files: dict[str, bytes] = {}
    for path, content in _members(archive, [MAX_UNPACKED]):
        _, _, inside = path.partition("/")
        if not inside or posixpath.normpath(path) != path or path.startswith(("/", "../")):
            raise ArchiveError(f"it has a file that is not in the folder of a chart: {path[:100]}")
        files[inside] = content
    return files


def _files(archive: bytes, names: tuple[str, ...], left: list[int], depth: int) -> Iterator[Packed]:
    if depth > MAX_DEPTH:
        raise ArchiveError(f"charts are packed in each other more than {MAX_DEPTH} times")
    for path, content in _members(archive, left, names):
        if posixpath.basename(path) in names:
            yield Packed(path, content)
        else:
            for inner in _files(content, names, left, depth + 1):
                yield Packed(f"{path}!{inner.path}", inner.content)


def _members(
    archive: bytes, left: list[int], names: Collection[str] | None = None
) -> Iterator[tuple[str, bytes]]:
    """The regular files; of those names and the packed charts alone, where names are given."""
    try:
        with tarfile.open(fileobj=_Bounded(archive, left), mode="r|") as members:
            for member in members:
                base = posixpath.basename(member.name)
                wanted = names is None or base in names or base.endswith(".tgz")
                if member.isfile() and wanted and (file := members.extractfile(member)):
                    yield member.name, file.read()
    except (tarfile.TarError, zlib.error, EOFError) as error:
        raise ArchiveError("it is no gzipped tar archive") from error


class _Bounded(io.RawIOBase):
    """What a gzip stream unpacks to, up to a limit that the archives in it share."""

    def __init__(self, archive: bytes, left: list[int]) -> None:
        self._source = archive
        self._unpacker = zlib.decompressobj(wbits=31)
        self._left = left

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        pieces: list[bytes] = []
        wanted = size if size >= 0 else MAX_UNPACKED
        while wanted > 0 and not self._unpacker.eof:
            piece = self._unpacker.decompress(self._source, wanted)
            self._source = self._unpacker.unconsumed_tail
            if not piece and not self._source:
                break
            pieces.append(piece)
            wanted -= len(piece)
            self._left[0] -= len(piece)
            if self._left[0] < 0:
                raise ArchiveError(f"it unpacks to more than {MAX_UNPACKED // 2**20} MiB")
        return b"".join(pieces)
