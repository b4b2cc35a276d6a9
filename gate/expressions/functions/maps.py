"""The one function behind the macros transformMap and transformMapEntry."""

from __future__ import annotations

from gate.expressions.faults import ExpressionError, UnknowableError
from gate.expressions.types import Value

_MOST_ENTRIES = 500


def inserted(entries: dict[Value, Value], *added: Value) -> dict[Value, Value]:
    """The map with a key and its value, or with the entries of another map, added to it."""
    more: dict[Value, Value] = added[0] if len(added) == 1 else {added[0]: added[1]}
    for key in more:
        if key in entries:
            raise ExpressionError(f"insert failed: key '{key}' already exists")
    if len(entries) + len(more) > _MOST_ENTRIES:
        raise UnknowableError(f"a map of more than {_MOST_ENTRIES} entries is built one by one")
    return {**entries, **more}


IMPLEMENTATIONS = {"cel.@mapInsert": inserted}
