from __future__ import annotations

import re

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.validate.patterns import as_compiled, why_not_go


def matches(pattern: str, text: str) -> bool:
    compiled = jsonschema_rs.Draft202012Validator(
        {"pattern": as_compiled(pattern)}, pattern_options=jsonschema_rs.RegexOptions()
    )
    return compiled.is_valid(text)


@pytest.mark.parametrize(
    ("pattern", "right", "wrong"),
    [
        (r"^[a-z[]+$", "a[", "a]"),
        (r"^[^[]$", "a", "["),
        (r"^[]a]+$", "]a", "b"),
        (r"^[^]a]$", "b", "]"),
        (r"^[a&&b]+$", "a&b", "c"),
        (r"^[!--]+$", "+-", "0"),
        (r"^[a~~]+$", "~a", "b"),
        (r"^[[:alpha:]_]+$", "ab_", "1"),
        (r"^[^[:space:]]+$", "ab", "a\tb"),
        (r"^[[:punct:]]$", "[", "a"),
        (r"^[\]\[]+$", "[]", "a"),
        (r"^\[x\]$", "[x]", "x"),
        (r"^(?:[a-z0-9]([-a-z0-9]*[a-z0-9])?)$", "a-b", "-a"),
        (r"^\/\S+\_$", "/x_", "x_"),
        (r"^\d+$", "12", "\u0661"),
        (r"^[\d\s]+$", "1 2", "\u0661"),
        (r"^[^\D]+$", "12", "a"),
        (r"^\w$", "a", "\u00e9"),
        (r"^{a}$", "{a}", "a"),
        (r"^a{,2}$", "a{,2}", "aa"),
        (r"^a{1,2}$", "aa", "aaa"),
        (r"^\Qa.b\E$", "a.b", "axb"),
        (r"^\p{Greek}\x{41}$", "\u03b1A", "aA"),
        (r"\bfoo\b", "a foo b", "afoo"),
        (r"^\<a\>$", "<a>", "a"),
    ],
)
def test_classes_are_read_as_go_reads_them(pattern: str, right: str, wrong: str) -> None:
    assert matches(pattern, right)
    assert not matches(pattern, wrong)


@given(st.text("ac[]^-&~\\:(", max_size=8))
def test_outside_of_classes_nothing_changes(pattern: str) -> None:
    plain = pattern.replace("[", "")
    assert as_compiled(plain) == plain


@given(st.text("ab&~[-", min_size=1, max_size=6), st.text("ab&~[-c", max_size=2))
def test_a_class_has_the_characters_that_it_lists(characters: str, text: str) -> None:
    listed = "".join(dict.fromkeys(characters.replace("-", "")))
    if not listed:
        return
    assert matches(f"^[{listed}]*$", text) == bool(re.fullmatch(f"[{re.escape(listed)}]*", text))


@pytest.mark.parametrize(
    "pattern",
    [
        "^(?!a)",
        "(?<=a)b",
        "a**",
        "a{1,1001}",
        r"^a\Z",
        "(?x)a",
        r"(a)\1",
        "*a",
        "a|*",
        "[z-a]",
        "(a",
        "a\\",
        "[a",
    ],
)
def test_what_go_refuses_is_told(pattern: str) -> None:
    assert why_not_go(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["", "^a$", "a+?b??", "(?i)a", "(?i:a)b", "(?<n>a)(?P<m>b)", r"\pL\p{Greek}", "a{1000}", "[[:alpha:]]", "{", r"\z\A", r"\-\_\/"],
)  # fmt: skip
def test_what_go_takes_is_taken(pattern: str) -> None:
    assert why_not_go(pattern) == ""
