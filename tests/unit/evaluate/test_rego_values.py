"""Values as Rego writes them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.evaluate.rego_values import Number, RegoArray, RegoObject, RegoSet, parsed, quoted, shown

# Text that JSON and Go quote alike.
TEXT = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E))
SCALARS = st.none() | st.booleans() | st.integers() | TEXT
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20)


@pytest.mark.parametrize(
    ("text", "value", "print_"),
    [
        ("set()", RegoSet(()), "set()"),
        ("{}", RegoObject(()), "{}"),
        ("[]", RegoArray(()), "[]"),
        ('{"b","a"}', RegoSet(("b", "a")), '{"a", "b"}'),
        (
            '{1:{"a"},"k":null}',
            RegoObject(((Number("1"), RegoSet(("a",))), ("k", None))),
            '{1: {"a"}, "k": null}',
        ),
        ("{[1,2],10,9,true,null}", None, "{null, true, 9, 10, [1, 2]}"),
        ("1.0", Number("1.0"), "1.0"),
    ],
)
def test_what_json_has_no_form_for(text: str, value: object, print_: str) -> None:
    assert value is None or parsed(text) == value
    assert shown(parsed(text)) == print_


@given(JSON)
def test_json_is_read_and_printed_as_it_is(value: object) -> None:
    assert json.loads(shown(parsed(json.dumps(value)))) == value


@pytest.mark.parametrize("text", ["", "[", "1 2", "]"])
def test_what_is_no_value(text: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        shown(parsed(text))


def test_strings_are_quoted_as_go_does() -> None:
    assert quoted('a"\\\n\t\a\x01\x7f\u200bé𝄞') == '"a\\"\\\\\\n\\t\\a\\x01\\x7f\\u200bé𝄞"'
