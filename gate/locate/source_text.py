"""Files of the repository as findings need them: documents, positions, lines; each file read once."""

from __future__ import annotations

from gate.documents import Document, Positions, lines_of, positions, read
from gate.locate.inline import Inline
from gate.locate.quote import may_hold_a_secret, quote
from gate.model.finding import Finding, Location
from gate.model.tree import Tree


class SourceText:
    """Reads files of a tree lazily and remembers what it read."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._texts: dict[str, bytes] = {}
        self._documents: dict[str, tuple[Document, ...]] = {}
        self._inner: dict[Inline, tuple[Document, ...]] = {}
        self._lines: dict[str, list[str]] = {}
        self._positions: dict[tuple[str | Inline, int], Positions] = {}

    def text(self, path: str) -> bytes:
        """A file's bytes, empty where it cannot be read."""
        if path not in self._texts:
            try:
                self._texts[path] = self._tree.read(path)
            except OSError:
                self._texts[path] = b""
        return self._texts[path]

    def documents(self, path: str) -> tuple[Document, ...]:
        """The documents of a file that are not empty."""
        if path not in self._documents:
            self._documents[path] = read(self.text(path))
        return self._documents[path]

    def inner(self, inline: Inline) -> tuple[Document, ...]:
        """The documents of a text within a scalar."""
        if inline not in self._inner:
            self._inner[inline] = inline.documents()
        return self._inner[inline]

    def positions(self, path: str, document: int) -> Positions:
        """Where the values of one document stand."""
        key = (path, document)
        if key not in self._positions:
            self._positions[key] = positions(self.text(path), document)
        return self._positions[key]

    def inner_positions(self, inline: Inline, document: int) -> Positions:
        """Where the values of one document of a text within a scalar stand, in that text."""
        key = (inline, document)
        if key not in self._positions:
            self._positions[key] = positions(inline.text.encode(), document)
        return self._positions[key]

    def lines(self, path: str) -> list[str]:
        """The lines of a file."""
        if path not in self._lines:
            self._lines[path] = list(lines_of(self.text(path)))
        return self._lines[path]

    def place(
        self, finding: Finding, path: str, document: int, pointer: str, *, exact: bool = True
    ) -> Location:
        """Where a pointer of a document stands; its nearest existing parent where it does not exist.

        A finding at a key points at the key, and one at a value at the value.
        """
        found = self.positions(path, document)
        position = None if finding.at_key else found.value(pointer)
        if position is None:
            _, position = found.nearest(pointer)
        location = Location(path, position.line, position.column, "exact" if exact else "file")
        return self.quoted(finding, location)

    def quoted(self, finding: Finding, location: Location) -> Location:
        """The location with its line's text, masked where that can be a Secret's."""
        if location.quote or location.line is None or location.precision != "exact":
            return location
        text = self.text(location.path).decode("utf-8", errors="replace")
        secret = self.is_secretive(finding, location.path, location.line)
        shown = quote(text, location.line, secret=secret, resource=finding.resource)
        return Location(location.path, location.line, location.column, location.precision, shown)

    def is_secretive(self, finding: Finding, path: str, line: int) -> bool:
        """Whether a line of a file can hold a value of a Secret."""
        text = self.text(path).decode("utf-8", errors="replace")
        return may_hold_a_secret(finding, text, self.documents(path), line)
