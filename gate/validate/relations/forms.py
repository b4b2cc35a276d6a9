"""Values without the form that the API server asks for, where a relation finds them and no schema does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from gate.model.json import JsonValue, text
from gate.validate.constraints import named_format
from gate.validate.explain import Fault
from gate.validate.relations.places import fault
from gate.validate.wording import Tokens, quoted

_PLAIN = re.compile(r"[\w .,:/+-]{1,80}")


def form_faults(value: JsonValue, form: str, place: Tokens) -> Iterator[Fault]:
    """A text without the form of this name in `constraints/formats.yaml`. What is no text is the schema's."""
    if not isinstance(value, str):
        return
    pattern, longest, says = _compiled(form)
    if len(value) > longest or not pattern.fullmatch(value):
        is_now = f"is {quoted(value)}, " if _PLAIN.fullmatch(value) else ""
        yield fault("api/format", place, f"{is_now}{says}")


@cache
def _compiled(form: str) -> tuple[re.Pattern[str], int, str]:
    schema = named_format(form)
    longest = schema.get("maxLength")
    return (
        re.compile(text(schema["pattern"]), re.ASCII),
        longest if isinstance(longest, int) else 1 << 30,
        text(schema["x-says"]),
    )
