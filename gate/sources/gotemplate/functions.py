"""The functions of Go templates, of sprig (https://masterminds.github.io/sprig/) and of ApplicationSets.

Those that ask for the time, chance, keys, the environment or the network are not here, nor those with regular
expressions, which may take without end.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from gate.model.json import JsonObject, JsonValue, mapping, sequence
from gate.sources.gotemplate.faults import LONGEST_TEXT, TOO_LONG, TemplateError
from gate.sources.gotemplate.texts import TEXTS, Function
from gate.sources.gotemplate.values import a_list, a_mapping, given, integer, is_true, plain, written


def _index(value: JsonValue, *keys: JsonValue) -> JsonValue:
    for key in keys:
        if isinstance(value, list) and isinstance(key, int) and key >= 0:
            value = value[key]
        elif isinstance(value, dict) and isinstance(key, str):
            value = value.get(key)
        else:
            raise TypeError
    return given(value)


def _slice(value: str | list[JsonValue], *bounds: int) -> JsonValue:
    if any(not 0 <= bound <= len(value) for bound in bounds):
        raise IndexError
    return value[slice(*bounds)] if len(bounds) == 2 else value[bounds[0] :] if bounds else value  # noqa: PLR2004 - both ends


def _same(one: JsonValue, *others: JsonValue) -> bool:
    return any(_comparable(one, other) and one == other for other in others)


def _comparable(one: JsonValue, other: JsonValue) -> bool:
    if one is not None and other is not None and type(one) is not type(other):
        raise TypeError
    return True


def _less(one: JsonValue, other: JsonValue) -> bool:
    if not isinstance(one, str | int | float) or type(one) is not type(other):
        raise TypeError
    return one < other  # type: ignore[operator]  # they are of one kind


def _dict(*pairs: JsonValue) -> JsonValue:
    keys = [written(key) for key in pairs[::2]]
    return dict(zip(keys, (*pairs[1::2], ""), strict=False))


def _set(target: JsonObject, key: str, value: JsonValue) -> JsonValue:
    return {**a_mapping(target), key: value}


def _merged(*maps: JsonObject) -> JsonValue:
    def over(below: JsonObject, above: JsonObject) -> JsonObject:
        both = {
            key: over(mapping(below[key]), one) if isinstance(one, dict) and key in below else one
            for key, one in above.items()
        }
        return {**below, **both}

    return reduce(lambda above, below: over(below, above), maps)


def _until(count: JsonValue) -> JsonValue:
    if abs(integer(count)) > LONGEST_TEXT // 16:
        raise TemplateError(TOO_LONG)
    return list(range(integer(count)))


def _divided(one: JsonValue, other: JsonValue) -> int:
    quotient = abs(integer(one)) // abs(integer(other))
    return quotient if (integer(one) < 0) is (integer(other) < 0) else -quotient


def _failed(message: str) -> JsonValue:
    raise TemplateError(f"a template that fails: {message[:60]}")


def _coalesced(*values: JsonValue) -> JsonValue:
    return next((value for value in values if is_true(value)), None)


def _unique(values: Sequence[JsonValue]) -> JsonValue:
    kept: list[JsonValue] = []
    kept.extend(one for one in values if one not in kept)
    return kept


def _kind(value: JsonValue) -> str:
    kinds = {str: "string", bool: "bool", int: "int", float: "float64", list: "slice", dict: "map"}
    return kinds.get(type(value), "invalid")


_COLLECTIONS: dict[str, Function] = {
    "index": _index,
    "slice": _slice,
    "len": len,
    "list": lambda *values: [*values],
    "dict": _dict,
    "get": lambda values, key: a_mapping(values).get(key, ""),
    "set": _set,
    "hasKey": lambda values, key: key in a_mapping(values),
    "keys": lambda *maps: [key for one in maps for key in sorted(a_mapping(one))],
    "values": lambda values: [one for _, one in sorted(a_mapping(values).items())],
    "pick": lambda values, *keys: {key: one for key, one in a_mapping(values).items() if key in keys},
    "omit": lambda values, *keys: {key: one for key, one in a_mapping(values).items() if key not in keys},
    "merge": _merged,
    "first": lambda values: given(a_list(values)[0]) if values else None,
    "last": lambda values: given(a_list(values)[-1]) if values else None,
    "rest": lambda values: a_list(values)[1:],
    "initial": lambda values: a_list(values)[:-1],
    "append": lambda values, one: [*a_list(values), one],
    "prepend": lambda values, one: [one, *a_list(values)],
    "concat": lambda *lists: [one for values in lists for one in a_list(values)],
    "has": lambda one, values: plain(one) in sequence(plain(values)),
    "without": lambda values, *others: [one for one in a_list(values) if one not in others],
    "compact": lambda values: [one for one in a_list(values) if is_true(one)],
    "reverse": lambda values: a_list(values)[::-1],
    "uniq": lambda values: _unique(a_list(values)),
    "until": _until,
}
_OTHERS: dict[str, Function] = {
    "eq": _same,
    "ne": lambda one, other: not _same(one, other),
    "lt": _less,
    "le": lambda one, other: not _less(other, one),
    "gt": lambda one, other: _less(other, one),
    "ge": lambda one, other: not _less(one, other),
    "not": lambda value: not is_true(value),
    "default": lambda fallback, value=None: value if is_true(value) else fallback,
    "empty": lambda value: not is_true(value),
    "coalesce": _coalesced,
    "ternary": lambda yes, no, value: yes if value is True else no,
    "fail": _failed,
    "kindOf": _kind,
    "kindIs": lambda kind, value: _kind(value) == kind,
    "int": integer,
    "int64": integer,
    "atoi": integer,
    "add": lambda *values: sum(map(integer, values)),
    "add1": lambda value: integer(value) + 1,
    "sub": lambda one, other: integer(one) - integer(other),
    "mul": lambda *values: reduce(lambda one, other: _small(one * other), map(integer, values)),
    "div": _divided,
    "mod": lambda one, other: integer(one) - _divided(one, other) * integer(other),
    "max": lambda *values: max(map(integer, values)),
    "min": lambda *values: min(map(integer, values)),
}
FUNCTIONS: dict[str, Function] = {**TEXTS, **_COLLECTIONS, **_OTHERS}


def _small(value: int) -> int:
    if abs(value) >= 2**63:
        raise ArithmeticError
    return value
