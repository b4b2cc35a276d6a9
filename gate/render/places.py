"""Places in the files that a rendering reads."""

from __future__ import annotations

from gate.documents import positions, read
from gate.model.finding import Location
from gate.model.tree import Tree


def place_of(
    tree: Tree, path: str, pointer: str = "", document: int = 0, *, at_key: bool = False
) -> Location:
    """The place of a JSON pointer in a YAML file; the file alone where it holds no such value."""
    content = bytes_of(tree, path)
    found = positions(content, document) if pointer else None
    position = found and (found.key(pointer) if at_key else found.value(pointer))
    if not position:
        return Location(path, precision="file")
    return Location(path, position.line, position.column)


def fault_in(tree: Tree, path: str) -> Location | None:
    """Where a YAML file is broken or has a key twice; None when it is sound."""
    for document in read(bytes_of(tree, path)):
        for fault in document.faults:
            return Location(path, fault.line, fault.column)
    return None


def line_in(tree: Tree, path: str, line: int, column_bytes: int | None = None) -> Location:
    """A line of a file, with the column of a byte of it (counted from 0, as Go's templates count)."""
    if column_bytes is None:
        return Location(path, line)
    lines = bytes_of(tree, path).split(b"\n")
    if not 0 < line <= len(lines):
        return Location(path, precision="file")
    before = lines[line - 1][:column_bytes].decode("utf-8", "ignore")
    return Location(path, line, len(before) + 1)


def bytes_of(tree: Tree, path: str) -> bytes:
    """A file's bytes, none where it cannot be read."""
    try:
        return tree.read(path)
    except OSError:
        return b""
