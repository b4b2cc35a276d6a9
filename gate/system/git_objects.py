"""The tree of a commit as Git has it, written out without checkout: no filter, no hook, no attribute."""

from __future__ import annotations

import os
import posixpath
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from gate.errors import ToolError, UsageError
from gate.model.outcome import Account
from gate.system.files import LARGEST_FILE, FolderTree, unnameable
from gate.system.git import FULL_SHA, LIMITS, SUBMODULE_MODE, Repository, records

LINK_MODE = "120000"
FILE_MODES = frozenset({"100644", "100755", "100664"})  # the last from Git's early days
BATCH_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of `ls-tree -r -l`. size: of the blob; 0 for what is none."""

    mode: str
    blob: str
    size: int
    path: str


def write_tree(repository: Repository, commit: str, into: str) -> FolderTree:
    """Write the files of a commit into an empty, private folder.

    commit: a full object name. Files are the bytes of their blobs. A symbolic link is written only when it
    stays inside; one that does not is still a file of the tree, and reading it is refused. Submodules and
    what cannot be written are accounted for.
    """
    if not FULL_SHA.fullmatch(commit):
        raise ValueError(f"{commit!r} is no object name")
    entries, accounts = _sorted_out(_entries(repository, commit))
    files: set[str] = set()
    for batch in _batches([entry for entry in entries if entry.mode != LINK_MODE]):
        for entry, content in zip(batch, _contents(repository, batch), strict=True):
            if _write(into, entry.path, content):
                files.add(entry.path)
            else:
                accounts.append(Account(entry.path, "differs only in case from another file"))
    # Links come last, so that nothing is ever written through one.
    links = [entry for entry in entries if entry.mode == LINK_MODE]
    targets = [content for batch in _batches(links) for content in _contents(repository, batch)]
    refused = _link(into, {entry.path: content for entry, content in zip(links, targets, strict=True)})
    files.update(entry.path for entry in links)
    return FolderTree(into, files, sorted(accounts, key=lambda account: account.path), refused)


def read_at(repository: Repository, commit: str, path: str) -> bytes | None:
    """A file's bytes as a commit has them, None where it has no regular file there."""
    for record in records(repository.ask("ls-tree", "-z", "--full-tree", commit, "--", path)):
        mode, kind, blob = record.partition("\t")[0].split()
        if kind == "blob" and mode != LINK_MODE:
            return repository.ask("cat-file", "blob", blob)
    return None


def _entries(repository: Repository, commit: str) -> Iterator[_Entry]:
    for record in repository.ask("ls-tree", "-r", "-z", "-l", "--full-tree", commit).split(b"\0"):
        if record:
            head, _, path = os.fsdecode(record).partition("\t")
            mode, _, blob, size = head.split()
            yield _Entry(mode, blob, int(size) if size.isdecimal() else 0, path)


def _sorted_out(entries: Iterator[_Entry]) -> tuple[list[_Entry], list[Account]]:
    """The entries that can be written, and the accounts of the others."""
    listed = list(entries)
    plain = {entry.path for entry in listed}
    links = {_folded(entry.path) for entry in listed if entry.mode == LINK_MODE}
    kept: list[_Entry] = []
    accounts: list[Account] = []
    for entry in listed:
        if (nameless := unnameable(entry.path)) is not None:
            accounts.append(nameless)
        elif reason := _obstacle(entry, plain, links):
            accounts.append(Account(entry.path, reason))
        else:
            kept.append(entry)
    return kept, accounts


def _obstacle(entry: _Entry, files: set[str], links: set[str]) -> str:
    """Why an entry is not written, "" when it is."""
    if entry.mode == SUBMODULE_MODE:
        return "is a submodule, which is not looked into"
    if entry.mode not in FILE_MODES | {LINK_MODE}:
        return f"has a mode that Git does not write ({entry.mode})"
    parts = entry.path.split("/")
    if any(part in {"", ".", ".."} or part.casefold() == ".git" for part in parts):
        return "has a name that Git does not write"
    above = {"/".join(parts[:depth]) for depth in range(1, len(parts))}
    if above & files or {_folded(folder) for folder in above} & links:
        return "lies below another file"
    if entry.size > LARGEST_FILE:
        return f"is larger than {LARGEST_FILE // 2**20} MiB"
    return ""


def _batches(entries: Sequence[_Entry]) -> Iterator[list[_Entry]]:
    """Entries in groups whose contents fit into memory together."""
    batch: list[_Entry] = []
    held = 0
    for entry in entries:
        if batch and held + entry.size > BATCH_BYTES:
            yield batch
            batch, held = [], 0
        batch.append(entry)
        held += entry.size
    if batch:
        yield batch


def _contents(repository: Repository, batch: Sequence[_Entry]) -> Iterator[bytes]:
    """The blobs' bytes, in order (gitformat: `<object> SP <type> SP <size> LF <contents> LF`)."""
    asked = "".join(f"{entry.blob}\n" for entry in batch).encode()
    most = sum(entry.size for entry in batch) + 200 * len(batch)
    answer = repository.ask("cat-file", "--batch", stdin=asked, limits=replace(LIMITS, output_bytes=most))
    at = 0
    for entry in batch:
        end = answer.index(b"\n", at)
        head = answer[at:end].decode().split()
        if head[1:] == ["missing"]:
            raise UsageError(
                f"the clone lacks the contents of {entry.path}",
                "clone without --filter, or fetch the missing objects",
            )
        if head != [entry.blob, "blob", str(entry.size)]:
            raise ToolError(f"`git cat-file` gave an unexpected answer for {entry.path}")
        at = end + 1 + entry.size + 1
        yield answer[end + 1 : at - 1]


def _write(into: str, path: str, content: bytes) -> bool:
    """Write a new file; False when the file system has one of that name already."""
    place = Path(into, path)
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(
            place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600
        )
    except (FileExistsError, NotADirectoryError):
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return True


def _link(into: str, links: dict[str, bytes]) -> set[str]:
    """Write symbolic links; the paths of those that cannot be or that lead outside, which are not written.

    Only once all are there can it be known where each leads, since one may go through another.
    """
    written = set()
    for path, target in links.items():
        place = Path(into, path)
        with suppress(OSError, ValueError):  # a target that is empty, too long or holds NUL; a name taken
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.symlink_to(os.fsdecode(target))
            written.add(path)
    root = os.path.realpath(into)
    leads = {path: os.path.realpath(posixpath.join(into, path)) for path in written}
    outside = {path for path, place in leads.items() if place != root and not place.startswith(root + "/")}
    for path in outside:
        Path(into, path).unlink()
    return links.keys() - (written - outside)


def _folded(path: str) -> str:
    """A path as a file system takes it that minds neither case nor Unicode form (macOS)."""
    return unicodedata.normalize("NFC", path).casefold()
