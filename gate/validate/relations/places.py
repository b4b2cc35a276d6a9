"""Items of a body with the place where they stand, and faults that name the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gate.model.json import JsonObject, JsonValue, mapping, pointer_of, sequence, text
from gate.validate.explain import Fault
from gate.validate.rules import REMEDIES
from gate.validate.wording import Tokens, dotted, quoted


def fault(rule: str, place: Tokens, says: str, remedy: str = "") -> Fault:
    """A fault at a place; what is said goes on after the place's name."""
    return Fault(rule, f"{dotted(place)} {says}", pointer_of(place), remedy or REMEDIES[rule])


def items(value: JsonValue, place: Tokens) -> Iterator[tuple[Tokens, JsonObject]]:
    """Each item of a list that stands at a place, malformed ones as empty objects."""
    for index, item in enumerate(sequence(value)):
        yield (*place, index), mapping(item)


def repeated(names: Iterable[tuple[Tokens, str]]) -> Iterator[Fault]:
    """Each name that was there before; empty ones are not told apart."""
    seen: dict[str, Tokens] = {}
    for place, name in names:
        if name and name in seen:
            says = f"is {quoted(name)} again, as {dotted(seen[name])}"
            yield fault("api/duplicate", place, says)
        seen.setdefault(name, place)


def repeated_field(value: JsonValue, place: Tokens, field: str) -> Iterator[Fault]:
    """The items of a list that have the same value in a field that tells them apart."""
    return repeated(((*at, field), text(item.get(field))) for at, item in items(value, place))
