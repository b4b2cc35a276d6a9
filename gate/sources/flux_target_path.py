"""A single value of a HelmRelease that a reference puts at a path (`valuesFrom[].targetPath`)."""

from __future__ import annotations

import re

import orjson

from gate.model.json import JsonValue

_SEGMENT = re.compile(r"(?:\\.|[^.\\\[\]{},=])+")
_INTEGER = re.compile(r"-?[1-9][0-9]{0,17}|0")
# What Helm's `--set` takes apart (helm.sh/helm pkg/strvals).
_SYNTAX = frozenset(",[]{}=\\")


def value_at(path: str, value: str, *, literal: bool) -> str:
    """The values, as JSON text, in which a value stands at a dotted path; "" where `--set` would make more of
    it than one value, or put it into a list.

    As fluxcd/pkg chartutil has it (ReplacePathValue, ReplacePathLiteralValue): a value in quotes is a text, a
    literal one, too, and others are what `--set` takes them for.
    """
    segments = [re.sub(r"\\(.)", r"\1", one) for one in _SEGMENT.findall(path)]
    if not segments or ".".join(_SEGMENT.findall(path)) != path:
        return ""
    if not literal and _SYNTAX & set(value):
        return ""
    placed: JsonValue = value if literal else _typed(value)
    for segment in reversed(segments):
        placed = {segment: placed}
    return orjson.dumps(placed).decode()


def _typed(value: str) -> JsonValue:
    if value[:1] == value[-1:] and value[:1] in {"'", '"'}:
        return value.strip("'\"")
    if value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if value.lower() == "null":
        return None
    return int(value) if _INTEGER.fullmatch(value) else value
