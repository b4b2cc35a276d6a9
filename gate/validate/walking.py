"""Everything that a path with wildcards leads to in a body, with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from gate.model.json import JsonValue, text
from gate.validate.wording import Tokens

Path: TypeAlias = tuple[str, ...]

ANY = "*"


def found_at(value: JsonValue, path: Path, place: Tokens = ()) -> Iterator[tuple[Tokens, JsonValue]]:
    """Each value at a path: `*` is each item of a list or value of a map; what is not there is left out."""
    for depth, step in enumerate(path):
        if step == ANY:
            before, rest = (*place, *path[:depth]), path[depth + 1 :]
            for key, inner in steps(value, step):
                yield from found_at(inner, rest, (*before, key))
            return
        if not isinstance(value, dict) or step not in value:
            return
        value = value[step]
    yield (*place, *path), value


def steps(value: JsonValue, step: str) -> Iterable[tuple[str | int, JsonValue]]:
    """What one step of a path leads to, by key or index."""
    if isinstance(value, dict):
        if step == ANY:
            return value.items()
        return ((step, value[step]),) if step in value else ()
    return enumerate(value) if isinstance(value, list) and step == ANY else ()


def texts_at(value: JsonValue, path: Path, place: Tokens = ()) -> Iterator[tuple[Tokens, str]]:
    """Each string that is not empty at a path."""
    for at, found in found_at(value, path, place):
        if said := text(found):
            yield at, said
