"""YAML text read as Kubernetes reads it, with positions."""

from __future__ import annotations

from gate.documents.chunks import line_of, lines_of
from gate.documents.faults import Fault
from gate.documents.masking import mask_after_key, mask_tokens
from gate.documents.positions import Position, Positions, positions
from gate.documents.reading import Document, read
from gate.documents.secretive import is_secretive

__all__ = [
    "Document",
    "Fault",
    "Position",
    "Positions",
    "is_secretive",
    "line_of",
    "lines_of",
    "mask_after_key",
    "mask_tokens",
    "positions",
    "read",
]
