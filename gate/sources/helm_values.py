"""What is given to Helm as values and is none: no readable YAML, or no mapping."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from gate.documents import positions, read
from gate.model.json import JsonValue


@dataclass(frozen=True, slots=True)
class NoValues:
    """Why a text holds no values, and where in it that shows."""

    words: str
    line: int
    column: int | None


@lru_cache(maxsize=256)  # many releases share a file
def no_values(content: bytes) -> NoValues | None:
    """Why Helm does not take a text for values; None where it does, as of a mapping and of nothing.

    https://github.com/helm/helm/blob/main/pkg/chartutil/values.go, ReadValues.
    """
    for document in read(content)[:1]:
        if document.broken:
            fault = document.faults[0]
            return NoValues(f"no readable YAML: {fault.message}", fault.line, fault.column)
        if document.value is not None and not isinstance(document.value, dict):
            start = positions(content, document.index).nearest("")[1]
            words = f"{kind_of(document.value)}, where Helm takes a mapping"
            return NoValues(words, start.line, start.column)
    return None


def kind_of(value: JsonValue) -> str:
    """What a value is, in the words of YAML."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"
