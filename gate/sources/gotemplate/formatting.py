"""Texts as Go's `fmt` and sprig's `title` write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gate.model.json import JsonValue
from gate.sources.gotemplate.faults import unfollowed
from gate.sources.gotemplate.values import as_json, written

_VERB = re.compile(r"%(?P<flags>[-0]?)(?P<width>\d{0,3})(?P<verb>[a-zA-Z%])")


def titled(text: str) -> str:
    """Each word with a capital at its start."""
    return re.sub(r"(?<![\w'])[a-z]", lambda found: found[0].upper(), text)


def formatted(form: str, values: Sequence[JsonValue]) -> str:
    """`printf`, with `%s`, `%v`, `%d` and `%q`, a width, and nothing else."""
    left = iter(values)

    def value(found: re.Match[str]) -> str:
        if found["verb"] == "%":
            return "%"
        text = _of_verb(found["verb"], _next(left))
        width = int(found["width"] or 0)
        if found["flags"] == "-":
            return text.ljust(width)
        return text.zfill(width) if found["flags"] == "0" else text.rjust(width)

    if "%" in _VERB.sub("", form):
        raise unfollowed(f"printf {form}")
    text = _VERB.sub(value, form)
    if next(left, left) is not left:
        raise unfollowed(f"printf {form} with more values")
    return text


def _next(values: Iterator[JsonValue]) -> JsonValue:
    try:
        return next(values)
    except StopIteration:
        raise unfollowed("printf with too few values") from None


def _of_verb(verb: str, value: JsonValue) -> str:
    if verb == "v" or (verb == "s" and isinstance(value, str)):
        return written(value)
    if verb == "d" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if verb == "q" and isinstance(value, str):
        return as_json(value)
    raise unfollowed(f"%{verb} of another kind of value")
