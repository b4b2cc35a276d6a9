"""The edits that a place of a manifest invites, by the type of its field: right, nearly right and wrong ones."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gate.model.json import JsonObject, JsonValue
from tests.oracle.sites import Site

_SHOWN = 60
_WRONG_TYPES: dict[str, tuple[JsonValue, ...]] = {
    "string": (7, True, ["a"], {"a": "b"}),
    "integer": ("7", "seven", True, 1.5, [1]),
    "number": ("seven", True),
    "boolean": ("true", "yes", 1, []),
    "array": ("a", {}, {"a": "b"}, 1),
    "object": ("a", [], ["a"], 1, True),
    "quantity": (True, [], {}),
    "int-or-string": (True, 1.5, [], {}),
    "any": (),
}
_STRINGS = (
    "",
    " ",
    "UPPER",
    "with space",
    "under_score",
    "a.b",
    "a..b",
    "-a",
    "a-",
    "a/b",
    "a/b/c",
    "/a",
    "../a",
    "a:b",
    "a,b",
    "ä",
    "a\nb",
    "*",
    "1",
    "10.0.0.1",
    "x" * 16,
    "x" * 64,
    "x" * 254,
    "Unknown",
    "https://example.com",
)
_INTEGERS = (-1, 0, 1, 2, 100, 101, 1000, 65535, 65536, 2**31 - 1, 2**31, 2**63)
_QUANTITIES = ("0", "-1", "1.5", "100m", "1Gi", "1gb", "1 Gi", "1e3", "0.5m", "", "a", 2, 0.5, "9" * 20)
_EITHERS = (
    0,
    -1,
    1,
    80,
    65536,
    "http",
    "80",
    "50%",
    "101%",
    "-1%",
    "1.5%",
    "%",
    "",
    "UPPER",
    "a_b",
    "x" * 16,
)
_NAMES = ("bad key!", "", "x" * 64, "example.com/Good-key", "a/b/c", "-a", "Example.com/key", "_a")


@dataclass(frozen=True, slots=True)
class Edit:
    """What is set and removed, by pointer. name: in words, unique in a base."""

    name: str
    changed: JsonObject = field(default_factory=dict)
    removed: tuple[str, ...] = ()


def edits_of(site: Site, chance: random.Random) -> list[Edit]:
    """The edits of one place. Which of many equal ones are among them is left to chance."""
    if not site.present:
        return [*_set(site, site.plausible), *_set(site, _some(_odd(site), 2, chance))]
    found = [Edit(f"no {site.pointer}", removed=(site.pointer,)), *_set(site, (None,))]
    found += _set(site, _some([one for one in site.plausible if one != site.value], 4, chance))
    found += _set(site, _some(_WRONG_TYPES[site.type], 1, chance))
    found += _set(site, _some([one for one in _odd(site) if one != site.value], 5, chance))
    return found


def _set(site: Site, values: tuple[JsonValue, ...] | list[JsonValue]) -> list[Edit]:
    return [Edit(f"{site.pointer} = {_shown(value)}", {site.pointer: value}) for value in values]


def _shown(value: JsonValue) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}… ({len(shown)})"


def _some(
    values: list[JsonValue] | tuple[JsonValue, ...], number: int, chance: random.Random
) -> list[JsonValue]:
    return chance.sample(list(values), min(number, len(values)))


def _odd(site: Site) -> list[JsonValue]:
    return list(_ODD[site.type](site.value))


def _odd_strings(value: JsonValue) -> Iterator[JsonValue]:
    yield from _STRINGS
    if isinstance(value, str) and value:
        yield from (
            value.upper(),
            value.lower(),
            value.capitalize(),
            f"{value}2",
            f" {value}",
            f"{value}.",
            value[:-1],
        )


def _odd_integers(value: JsonValue) -> Iterator[JsonValue]:
    yield from _INTEGERS
    if isinstance(value, int):
        yield from (value + 1, value - 1, -value, value * 10)


def _odd_quantities(value: JsonValue) -> Iterator[JsonValue]:
    yield from _QUANTITIES
    if isinstance(value, str):
        yield from (f"10{value}", f"0.{value}", f"{value}i", value.lower())


def _odd_lists(value: JsonValue) -> Iterator[JsonValue]:
    nothing: tuple[JsonValue, ...] = (None, "", {})
    yield []
    yield from ([one] for one in nothing)
    if isinstance(value, list) and value:
        yield [*value, value[0]]
        yield [*value, None]
        yield [value] * 2
        if isinstance(value[0], dict):
            for key in list(value[0])[1:]:
                yield [*value, {**value[0], key: None}]
            yield [*value, {**value[0], "unknownField": 1}]
        else:
            yield [*value, "other"]
            yield value * 40


def _odd_objects(value: JsonValue) -> Iterator[JsonValue]:
    yield {}
    yield {"unknownField": 1}
    if not isinstance(value, dict) or not value:
        return
    yield {**value, "unknownField": "a"}
    first, inner = next(iter(value.items()))
    yield {**value, first.upper(): inner}
    for key in value:
        yield {other: part for other, part in value.items() if other != key}
    if all(isinstance(part, str) for part in value.values()):
        yield from ({**value, name: "a"} for name in _NAMES)
        yield from ({**value, "another": part} for part in ("", "no value!", "x" * 64, 1, None, True))


_ODD: dict[str, Callable[[JsonValue], Iterator[JsonValue]]] = {
    "string": _odd_strings,
    "integer": _odd_integers,
    "number": _odd_integers,
    "boolean": lambda value: iter((not value,)),
    "array": _odd_lists,
    "object": _odd_objects,
    "quantity": _odd_quantities,
    "int-or-string": lambda _: iter(_EITHERS),
    "any": lambda _: iter(("a", 1, {}, [])),
}
