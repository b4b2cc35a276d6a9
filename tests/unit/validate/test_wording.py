from __future__ import annotations

import pytest

from gate.model.json import JsonValue
from gate.validate.wording import Tokens, dotted, either, found, nearest, quoted, shown


@pytest.mark.parametrize(
    ("tokens", "path"),
    [
        ((), ""),
        (("spec", "containers", 0, "name"), "spec.containers[0].name"),
        (("metadata", "annotations", "a.b/c"), 'metadata.annotations["a.b/c"]'),
        (("x", ""), 'x[""]'),
    ],
)
def test_a_path_is_dotted(tokens: Tokens, path: str) -> None:
    assert dotted(tokens) == path


@pytest.mark.parametrize(
    ("value", "kind", "tokens", "text"),
    [
        ("3", "Pod", ("spec", "x"), '"3"'),
        (True, "Pod", ("spec", "x"), "true"),
        (1.5, "Pod", ("spec", "x"), "1.5"),
        (None, "Pod", ("spec", "x"), ""),
        ([], "Pod", ("spec", "x"), ""),
        ("3", "Secret", ("spec", "x"), ""),
        ("3", "ConfigMap", ("data", "x"), ""),
        ("3", "Pod", ("spec", "containers", 0, "env", 0, "value"), ""),
        ("3", "Any", ("spec", "apiToken"), ""),
        ("3", "Any", ("spec", "credentials", "x"), ""),
        ("a@b", "Any", ("spec", "url"), ""),
        ("x" * 33, "Any", ("spec", "url"), ""),
        ("two\nlines", "Any", ("spec", "url"), ""),
    ],
)
def test_only_short_harmless_scalars_are_shown(
    value: JsonValue, kind: str, tokens: Tokens, text: str
) -> None:
    assert shown(value, kind, tokens) == text


def test_what_is_found_has_its_type() -> None:
    assert found("3", "Pod", ("x",)) == 'a string ("3")'
    assert found("3", "Secret", ("x",)) == "a string"
    assert found({}, "Pod", ("x",)) == "an object"


def test_names_are_quoted_on_one_line_and_cut() -> None:
    assert quoted('a"b\nc') == r'"a\"b\nc"'
    assert quoted("x" * 80) == '"' + "x" * 59 + '…"'
    assert quoted("\ud800") == '"?"'


def test_choices_are_joined() -> None:
    assert [either(["a"]), either(["a", "b"]), either(["a", "b", "c"])] == ["a", "a or b", "a, b or c"]


def test_the_nearest_name_ignores_case() -> None:
    assert nearest("CONTAINERS", ["containers", "volumes"]) == "containers"
    assert nearest("zzz", ["containers"]) == ""
    assert nearest("a", []) == ""
