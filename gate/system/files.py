"""Files: the states of a repository that the gate may look into, and private folders to work in."""

from __future__ import annotations

import errno
import os
import posixpath
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from gate.errors import UsageError
from gate.model.outcome import Account

GIT_FOLDER = ".git"
MOST_REMEMBERED = 64 * 2**20
LARGEST_FILE = 64 * 2**20
"""Bytes of a file that is read: zeros without end are a few kilobytes to Git."""
DEEPEST_FOLDER = 400
"""Folders in each other: nobody has as many, and what walks through folders does so by calls in calls."""


class _Index:
    """The folders of a file set: folder -> sorted names directly in it. "." is the root."""

    def __init__(self, files: Iterable[str]) -> None:
        names: dict[str, set[str]] = {".": set()}
        for file in files:
            path = file
            while path != ".":
                folder, _, name = path.rpartition("/")
                siblings = names.setdefault(folder or ".", set())
                if name in siblings:
                    break
                siblings.add(name)
                path = folder or "."
        self.folders = {folder: tuple(sorted(entries)) for folder, entries in names.items()}


class MemoryTree:
    """A tree of texts that are on no disk: manifests from a pipe."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._texts = {posixpath.normpath(path): text for path, text in files.items()}

    @property
    def root(self) -> str:
        return ""

    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset(self._texts)

    def read(self, path: str) -> bytes:
        try:
            return self._texts[_normal(path)]
        except KeyError:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path) from None

    def is_file(self, path: str) -> bool:
        return posixpath.normpath(path) in self._texts

    def is_folder(self, path: str) -> bool:
        return posixpath.normpath(path) in self._index.folders

    def listing(self, folder: str) -> tuple[str, ...]:
        return self._index.folders.get(posixpath.normpath(folder), ())

    @cached_property
    def _index(self) -> _Index:
        return _Index(self._texts)


class FolderTree:
    """A folder on disk and the set of its files that belong to the repository.

    Only files of the set are read, under their own name or through symbolic links that end at one; what
    Git keeps for itself never is. accounts: entries that cannot be looked into, and why (a submodule, a
    device, a name that is not UTF-8). refused: files of the set that lead outside and are not on disk.
    A file is read once, as far as 64 MiB go: what is judged of it and its digest are of the same bytes.
    """

    def __init__(
        self, root: str, files: Iterable[str], accounts: Iterable[Account] = (), refused: Iterable[str] = ()
    ) -> None:
        self._root = os.path.realpath(root)
        self._real_folders = {".": self._root}
        self.files: frozenset[str] = frozenset(files)
        if too_deep := next((path for path in self.files if path.count("/") > DEEPEST_FOLDER), ""):
            raise UsageError(
                f"{too_deep[:60]}... lies in more than {DEEPEST_FOLDER} folders", "move it further up"
            )
        self.accounts: tuple[Account, ...] = tuple(accounts)
        self._refused = frozenset(refused)
        self._texts: dict[str, bytes] = {}
        self._remembered = 0

    @property
    def root(self) -> str:
        return self._root

    def read(self, path: str) -> bytes:
        """A file's bytes. FileNotFoundError when it is not in the file set, is missing on disk or is a
        folder; PermissionError when it leads outside the root or into `.git`, no regular file or too large.
        """
        if (known := self._texts.get(path)) is not None:
            return known
        place = self._place(_normal(path))
        if place not in self.files:
            raise FileNotFoundError(errno.ENOENT, "not a file of the repository", path)
        with open(_regular(f"{self._root}/{place}", path), "rb") as file:
            text = file.read()
        if self._remembered + len(text) <= MOST_REMEMBERED:
            self._remembered += len(text)
            self._texts[path] = text
        return text

    def is_file(self, path: str) -> bool:
        """Whether the path is a file of the set, or leads to one through links that stay inside. A link of
        the set that leads outside or nowhere is a file that cannot be read.
        """
        path = posixpath.normpath(path)
        if path not in self.files:
            return self._seen(path) in self.files
        # The disk is asked once, for a link of the set that stands for a folder.
        return not os.path.islink(f"{self._root}/{path}") or self._seen(path) not in self._index.folders  # noqa: PTH114

    def is_folder(self, path: str) -> bool:
        return self._seen(posixpath.normpath(path)) in self._index.folders

    def listing(self, folder: str) -> tuple[str, ...]:
        return self._index.folders.get(self._seen(posixpath.normpath(folder)), ())

    @cached_property
    def _index(self) -> _Index:
        return _Index(self.files)

    def _seen(self, path: str) -> str:
        """The real place of a normal path, "" when it has none inside. Costs no look at the disk for paths
        that are not in the set and below nothing that is.
        """
        if path in self._index.folders:
            return path
        if path not in self.files and not any(parent in self.files for parent in _parents(path)):
            return ""
        try:
            return self._place(_normal(path))
        except OSError:
            return ""

    def _place(self, path: str) -> str:
        """The real place of a normal path, relative to the root, whether or not anything is there."""
        folder, name = posixpath.split(path)
        full = posixpath.join(self._real_folder(folder or "."), name)
        if os.path.islink(full):  # noqa: PTH114 - on the hot path
            full = os.path.realpath(full)
        place = "." if full == self._root else full.removeprefix(self._root.rstrip("/") + "/")
        refused = self._refused and not self._refused.isdisjoint((place, *_parents(place)))
        if refused or posixpath.isabs(place):
            raise _refusal(path, "leads outside the repository")
        if GIT_FOLDER in place.split("/"):
            raise _refusal(path, "leads into .git")
        return place

    def _real_folder(self, folder: str) -> str:
        if folder not in self._real_folders:
            self._real_folders[folder] = os.path.realpath(f"{self._root}/{folder}")
        return self._real_folders[folder]


def open_folder(path: str) -> FolderTree:
    """The tree of a folder that is not in Git: every regular file and symbolic link below it.

    `.git` is left out and linked folders are not followed. UsageError when it is no readable folder.
    """
    try:
        root = os.path.realpath(path, strict=True)
        os.scandir(root).close()
    except OSError as error:
        raise UsageError(f"{path} cannot be read as a folder: {error.strerror}") from error
    files: list[str] = []
    accounts: list[Account] = []
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            entries = _entries(root, folder)
        except OSError as error:
            accounts.append(Account(folder, f"cannot be read: {error.strerror}"))
            continue
        for entry in entries:
            place = posixpath.join(folder, entry.name)
            if (reason := unnameable(place)) is not None:
                accounts.append(reason)
            elif entry.name == GIT_FOLDER:
                continue
            elif entry.is_dir(follow_symlinks=False):
                pending.append(place)
            elif entry.is_symlink() or entry.is_file(follow_symlinks=False):
                files.append(place)
            else:
                accounts.append(Account(place, "is not a regular file"))
    return FolderTree(root, files, sorted(accounts, key=lambda account: account.path))


def unnameable(path: str) -> Account | None:
    """The account of a file whose name (as the file system gives it) is not UTF-8 and fits in no report."""
    if _is_utf8(path):
        return None
    return Account(os.fsencode(path).decode("utf-8", "backslashreplace"), "the name is not UTF-8")


@contextmanager
def private_folder() -> Iterator[str]:
    """A folder for this user alone (0700), by its real path, removed with all that is in it at the end.

    The real path matters: macOS has its temporary folders behind a link, and kustomize compares paths.
    """
    with tempfile.TemporaryDirectory(prefix="gate-") as folder:
        yield os.path.realpath(folder)


def write_private(folder: str, path: str, content: bytes) -> str:
    """Write a file below a private folder, for this user alone; its full path."""
    full = Path(folder, path)
    full.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    full.touch(mode=0o600)
    full.write_bytes(content)
    return str(full)


def _entries(root: str, folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(Path(root, folder)) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _regular(full: str, path: str) -> int:
    """A descriptor of a regular file; nothing else is opened for longer than it takes to see what it is."""
    try:
        descriptor = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENOTDIR}:
            raise FileNotFoundError(errno.ENOENT, "a symbolic link that leads nowhere", path) from None
        if error.errno in {errno.ENXIO, errno.EOPNOTSUPP}:  # a socket, on Linux and on macOS
            raise _refusal(path, "is not a regular file") from None
        raise
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise _refusal(path, "is not a regular file")
    if status.st_size > LARGEST_FILE:
        os.close(descriptor)
        raise _refusal(path, f"is larger than {LARGEST_FILE // 2**20} MiB")
    return descriptor


def _normal(path: str) -> str:
    """A path without `.`, `..` and doubled slashes. FileNotFoundError when no file can have that name;
    PermissionError when it climbs out of the root.
    """
    if "\0" in path or not _is_utf8(path):
        raise FileNotFoundError(errno.ENOENT, "no file has such a name", path)
    normal = posixpath.normpath(path)
    if posixpath.isabs(normal) or normal.split("/", 1)[0] == "..":
        raise _refusal(path, "leads outside the repository")
    return normal


def _is_utf8(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _parents(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _refusal(path: str, reason: str) -> PermissionError:
    return PermissionError(errno.EACCES, reason, path)
