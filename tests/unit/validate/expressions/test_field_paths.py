"""Field paths of validation rules."""

from __future__ import annotations

import pytest

from gate.model.json import JsonObject
from gate.validate.expressions.field_paths import steps

SCHEMA: JsonObject = {
    "properties": {
        "a": {"type": "object", "properties": {"b-c": {"type": "string"}, "d.e": {"type": "string"}}},
        "map": {"type": "object", "additionalProperties": {"type": "string"}},
        "list": {"type": "array", "items": {"type": "string"}},
    }
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".a", ("a",)),
        (".a.b-c", ("a", "b-c")),
        (".a['d.e']", ("a", "d.e")),
        ("['a'].b-c", ("a", "b-c")),
        (".map.any", ("map", "any")),
        (".map['it\\'s']", ("map", "it's")),
    ],
)
def test_reads_a_path(path: str, expected: tuple[str, ...]) -> None:
    assert steps(path, SCHEMA) == expected


@pytest.mark.parametrize(
    "path", ["a", ".b", ".a.", "..a", ".a[b]", ".list[0]", ".a['d.e'", ".map['\\x']", ".a.b-c.d"]
)
def test_refuses_what_is_no_path_or_leads_nowhere(path: str) -> None:
    assert steps(path, SCHEMA) is None
