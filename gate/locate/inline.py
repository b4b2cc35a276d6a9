"""YAML that stands within a scalar of another file: a kustomization's inline patches."""

from __future__ import annotations

from dataclasses import dataclass

from gate.documents import Document, read


@dataclass(frozen=True, slots=True)
class Inline:
    """The scalar, and the text that it holds. path, document, pointer: where the scalar stands.

    outer: the text that holds the scalar, where that stands within a scalar itself.
    declared: whether that is in the object that declares the target; then path is "".
    """

    path: str
    document: int
    pointer: str
    text: str
    outer: Inline | None = None
    declared: bool = False

    def documents(self) -> tuple[Document, ...]:
        return read(self.text.encode())
