"""Where a value was written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gate.locate.inflated import Inflated
from gate.locate.inline import Inline
from gate.model.json import JsonValue


@dataclass(frozen=True, slots=True)
class Place:
    """A pointer into a document of a file.

    inline: the scalar that holds the document; then path is the file of that scalar.
    declared: whether it is the object that declares the target, wherever that was written; then path is "".
    line, column: of a file that is no YAML (an env file); then the pointer says nothing.
    chart: what gave the object that the pointer leads into, instead of any document; then path is "".
    """

    path: str
    document: int = 0
    pointer: str = ""
    inline: Inline | None = None
    declared: bool = False
    line: int | None = None
    column: int | None = None
    chart: Inflated | None = None

    def below(self, pointer: str) -> Place:
        """The place of what stands there at a further pointer."""
        return replace(self, pointer=self.pointer + pointer)


@dataclass(frozen=True, slots=True)
class Mark:
    """One time that a value was written. by: what wrote it, a word or two (`the base`, `a patch`).

    value: the scalar that was written, None for an object or a list.
    """

    place: Place
    by: str
    value: JsonValue = None
