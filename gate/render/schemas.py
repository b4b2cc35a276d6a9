"""values.schema.json: Helm opens what a `$ref` names, so only references within are let through."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from gate.model.json import JsonValue

SCHEMA_FILE = "values.schema.json"
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_DIALECT = re.compile(
    r"https?://json-schema\.org/(schema|draft-0[467]/schema|draft/20(19-09|20-12)/schema)#?"
)


class SchemaError(Exception):
    """The text is no JSON. line and column count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def outside_references(schema: bytes) -> tuple[str, ...]:
    """What a schema would make Helm open: each `$ref` that is not within the schema, an unknown `$schema`.

    SchemaError when it is no JSON.
    """
    text = schema.decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        value: JsonValue = json.loads(text, object_pairs_hook=_Pairs)
    except json.JSONDecodeError as error:
        raise SchemaError(error.msg, error.lineno, error.colno) from None
    except RecursionError:
        raise SchemaError("it is nested too deeply", 1, 1) from None
    return tuple(dict.fromkeys(_outside(value)))


class _Pairs(list):  # type: ignore[type-arg]
    """The members of an object, duplicates kept: which of them Helm reads is not relied on."""


def _outside(value: object) -> Iterator[str]:
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, _Pairs):
            for key, member in item:
                pending.append(member)
                if isinstance(member, str) and _leads_out(key, member):
                    yield member
        elif isinstance(item, list):
            pending.extend(item)


def _leads_out(key: str, value: str) -> bool:
    if key == "$schema":
        return _DIALECT.fullmatch(value) is None
    return key in _REFERENCES and not value.startswith("#")
