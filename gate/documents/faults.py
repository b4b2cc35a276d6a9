"""What the reader objects to, and the limits that hostile text runs into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

FaultCode: TypeAlias = Literal["syntax", "duplicate-key", "limit", "encoding"]

MAX_CHARACTERS = 16 * 1024 * 1024
"""Characters of one document, as written and after its aliases are expanded (the API server takes 3 MiB)."""

MAX_NODES = 1_000_000
"""Keys, values, lists and objects of one document after its aliases are expanded."""

MAX_DEPTH = 200
"""Lists and objects inside each other (orjson writes 254; the deepest CRDs have about 60)."""

MAX_FAULTS = 100
"""Duplicate keys that are told one by one; the rest of a document are counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the reader objects to, at the offending token.

    line and column count from 1 and in the whole text, columns in characters. The message never holds
    a value of the document.
    """

    code: FaultCode
    message: str
    line: int
    column: int


class UnreadableError(Exception):
    """A document that cannot be used. offset: the place in its chunk, in characters."""

    def __init__(self, code: FaultCode, message: str, offset: int) -> None:
        super().__init__(message)
        self.code: FaultCode = code
        self.message = message
        self.offset = offset


def too_deep(offset: int) -> UnreadableError:
    """More lists and objects inside each other than the reader follows."""
    return UnreadableError("limit", f"lists and objects are nested more than {MAX_DEPTH} levels deep", offset)


def too_many_nodes(offset: int) -> UnreadableError:
    """More nodes than the reader keeps, perhaps by aliases."""
    message = f"the document has more than {MAX_NODES:,} keys and values once its aliases are expanded"
    return UnreadableError("limit", message, offset)


def too_long(offset: int, *, expanded: bool = False) -> UnreadableError:
    """More text than the reader takes in one document, perhaps by aliases."""
    when = " once its aliases are expanded" if expanded else ""
    return UnreadableError(
        "limit", f"the document is longer than {MAX_CHARACTERS:,} characters{when}", offset
    )
