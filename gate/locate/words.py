"""What is said of the further places of a value; never a Secret's value."""

from __future__ import annotations

from gate.documents import mask_tokens
from gate.locate.replay import Mark
from gate.model.json import JsonValue

LONGEST = 60
WRITES_FIRST = frozenset({"the base", "the generator", "the chart"})


def said_of(mark: Mark, *, secret: bool) -> str:
    """`the base has 64Mi`, `a patch sets it`. secret: whether the value may be a Secret's."""
    verb = "has" if mark.by in WRITES_FIRST else "sets"
    shown = "" if secret else _shown(mark.value)
    return f"{mark.by} {verb} {shown or 'it'}"


def _shown(value: JsonValue) -> str:
    """A scalar in one short line, "" where that cannot be."""
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or not isinstance(value, str | int | float):
        return ""
    written = mask_tokens(str(value))
    return written if written and "\n" not in written and len(written) <= LONGEST else ""
