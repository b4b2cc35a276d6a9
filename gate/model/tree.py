"""The repository as the gate may see it."""

from __future__ import annotations

from typing import Protocol


class Tree(Protocol):
    """The files of one repository state. Paths are relative to its root, with `/`; "." is the root.

    `files` is the file set: in Git what is tracked or not ignored, else every file of the folder. A
    symbolic link is in it under its own name. Nothing outside the root can be read through a tree.
    """

    @property
    def root(self) -> str:
        """The absolute, real path of the root folder on disk, for programs to work on ("" if in memory)."""

    @property
    def files(self) -> frozenset[str]:
        """The paths of all files."""

    def read(self, path: str) -> bytes:
        """A file's bytes. FileNotFoundError when it is not there; PermissionError when it leads outside
        the root (through a symbolic link, say) or is not a regular file.
        """

    def is_file(self, path: str) -> bool:
        """Whether the path is a file of the set (through links that stay inside, too)."""

    def is_folder(self, path: str) -> bool:
        """Whether the path is a folder that holds a file of the set, at any depth ("." always is)."""

    def listing(self, folder: str) -> tuple[str, ...]:
        """The sorted names of files and folders directly in a folder ("" for none)."""
