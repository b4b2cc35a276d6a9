"""What the API server asks beyond the published schemas, as data."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from gate.model.json import JsonObject, mapping
from gate.validate import RULES, available_versions, constraints
from gate.validate.constraints import expanded, holds_in
from gate.validate.schemas import Release

FILES = sorted(Path(constraints.__file__).parent.glob("*.yaml"))
KNOWN_RULES = {rule.id for rule in RULES}


def says(schema: object) -> list[dict[str, object]]:
    """Every part of a constraint that has words of its own."""
    if isinstance(schema, list):
        return [one for item in schema for one in says(item)]
    if not isinstance(schema, dict):
        return []
    return [
        *([schema] if "x-says" in schema else []),
        *(one for value in schema.values() for one in says(value)),
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_constraint_names_its_rule_and_what_must_be(file: Path) -> None:
    for one in says(yaml.safe_load(file.read_text())):
        assert one.get("x-rule") in KNOWN_RULES, one
        assert str(one["x-says"]).startswith("must "), one


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.name != "formats.yaml"], ids=lambda file: file.name
)
def test_every_type_is_one_that_kubernetes_has(file: Path) -> None:
    known = {name for version in available_versions() for name in mapping(Release(version).document["$defs"])}
    assert {name for key in yaml.safe_load(file.read_text()) for name in expanded(key)} <= known


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("a.v1.B", ("a.v1.B",)),
        ("a.{v1,v1beta1}.B", ("a.v1.B", "a.v1beta1.B")),
        ("a.{v1,v2}.{B,C}", ("a.v1.B", "a.v1.C", "a.v2.B", "a.v2.C")),
    ],
)
def test_a_key_names_a_type_in_several_versions(key: str, names: tuple[str, ...]) -> None:
    assert expanded(key) == names


@pytest.mark.parametrize(
    ("bounds", "asked"),
    [
        ({}, ("1.25", "1.34", "1.37")),
        ({"x-since": "1.34"}, ("1.34", "1.37")),
        ({"x-until": "1.34"}, ("1.25", "1.34")),
        ({"x-since": "1.26", "x-until": "1.36"}, ("1.34",)),
        ({"x-since": "1.9"}, ("1.25", "1.34", "1.37")),
    ],
)
def test_a_constraint_holds_in_the_versions_that_it_names(bounds: JsonObject, asked: tuple[str, ...]) -> None:
    assert tuple(version for version in ("1.25", "1.34", "1.37") if holds_in(version, bounds)) == asked
