"""What a values.schema.json would make Helm open."""

from __future__ import annotations

import pytest

from gate.render.schemas import SchemaError, outside_references


@pytest.mark.parametrize(
    "schema",
    [
        '{"$ref": "#/definitions/a", "definitions": {"a": true}}',
        '{"$schema": "http://json-schema.org/draft-07/schema#"}',
        '{"$schema": "https://json-schema.org/draft/2020-12/schema"}',
        '{"$schema": "http://json-schema.org/schema#"}',
        '{"$dynamicRef": "#node"}',
        '{"properties": {"$ref": {"type": "string"}}}',
        "\ufeff{}",
        "true",
    ],
)
def test_references_within_are_let_through(schema: str) -> None:
    assert outside_references(schema.encode()) == ()


@pytest.mark.parametrize(
    ("schema", "references"),
    [
        ('{"$ref": "file:///etc/passwd"}', ("file:///etc/passwd",)),
        ('{"$ref": "other.json#/a"}', ("other.json#/a",)),
        ('{"\\u0024ref": "file:///x"}', ("file:///x",)),
        ('{"$ref": "file:///x", "$ref": "#"}', ("file:///x",)),
        ('{"$ref": "#", "$ref": "file:///x"}', ("file:///x",)),
        ('{"a": [[{"$dynamicRef": "http://x"}]]}', ("http://x",)),
        ('{"$recursiveRef": "http://x"}', ("http://x",)),
        ('{"$schema": "file:///x"}', ("file:///x",)),
        ('{"$schema": "http://json-schema.org.evil/schema"}', ("http://json-schema.org.evil/schema",)),
        ('{"a": {"$ref": "x"}, "b": {"$ref": "x"}}', ("x",)),
    ],
)
def test_what_leads_out_is_named_once(schema: str, references: tuple[str, ...]) -> None:
    assert outside_references(schema.encode()) == references


@pytest.mark.parametrize(
    ("schema", "line", "column"), [('{\n  "a": ,\n}', 2, 8), ("", 1, 1), ("[" * 100_000, 1, 1)]
)
def test_what_is_no_json_is_said_with_its_place(schema: str, line: int, column: int) -> None:
    with pytest.raises(SchemaError) as error:
        outside_references(schema.encode())
    assert (error.value.line, error.value.column) == (line, column)
