"""Path patterns."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.sources.globs import MAX_ALTERNATIVES, covers, covers_any, matches, spans


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("apps/web", "apps/web"),
        ("apps/*", "apps/web"),
        ("**/overlays/staging", "overlays/staging"),
        ("**/overlays/staging", "apps/web/overlays/staging"),
        ("vendor/**", "vendor/a/b.yaml"),
        ("a/**/z", "a/z"),
        ("a/**/z", "a/b/c/z"),
        ("values-?.yaml", "values-x.yaml"),
        ("{dev,prod}/*.y{a,}ml", "prod/role.yml"),
        ("**", "a/b"),
        ("a{b,c{d,e}}", "ace"),
        ("*-*-*", "a-b-c-d"),
        ("{lonely}", "{lonely}"),
        ("app[0-9]/v[a-cx].yaml", "app7/vx.yaml"),
        ("[!.]*", "web"),
        ("[^a-c]", "d"),
        ("[]]", "]"),
        ("open[", "open["),
    ],
)
def test_matches(pattern: str, path: str) -> None:
    assert matches(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("apps", "apps/web"),
        ("web", "apps/web"),
        ("apps/*", "apps/web/base"),
        ("apps/*", "apps"),
        ("vendor/**", "vendor"),
        ("values-?.yaml", "values-.yaml"),
        ("Apps", "apps"),
        ("a.c", "abc"),
        ("", "a"),
    ],
)
def test_does_not_match(pattern: str, path: str) -> None:
    assert not matches(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("vendor", "a/vendor/b/c.yaml"),
        ("vendor/", "vendor/c.yaml"),
        ("/vendor", "vendor/c.yaml"),
        ("./clusters/eu/", "clusters/eu/apps"),
        ("clusters/eu", "clusters/eu/apps"),
        ("vendor/**", "vendor/a"),
        ("values-prod.yaml", "charts/web/values-prod.yaml"),
        ("**/overlays/*", "apps/web/overlays/dev/patches/a.yaml"),
    ],
)
def test_covers(pattern: str, path: str) -> None:
    assert covers(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/vendor", "a/vendor/b"),
        ("eu/apps", "clusters/eu/apps"),
        ("vendor", "vendors/a"),
        ("vendor/**", "vendor"),
    ],
)
def test_does_not_cover(pattern: str, path: str) -> None:
    assert not covers(pattern, path)


def test_the_first_pattern_that_covers_is_told() -> None:
    assert covers_any(("b", "a", "*"), "a/x") == "a"
    assert covers_any((), "a/x") == ""


def test_too_many_alternatives_are_taken_literally() -> None:
    pattern = "{a,b}" * 30
    assert len("{a,b}" * 30) > MAX_ALTERNATIVES
    assert not matches(pattern, "a" * 30)
    assert matches(pattern, pattern)


def test_a_hostile_pattern_costs_little() -> None:
    assert not matches("/".join(["**", "*a*a*a*a*b"] * 20), "/".join(["a" * 60] * 60))


SEGMENT = st.text(alphabet="ab*?", min_size=1, max_size=5).filter(lambda text: "**" not in text)
PATTERN = st.lists(SEGMENT | st.just("**"), min_size=1, max_size=5).map("/".join)
PATH = st.lists(st.text(alphabet="ab", min_size=1, max_size=4), min_size=1, max_size=5).map("/".join)


def as_regex(pattern: str) -> str:
    """The same language, in the notation of regular expressions."""
    segments = pattern.split("/")
    parts = []
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        if segment == "**":
            parts.append("(?:[^/]+/)*[^/]+" if last else "(?:[^/]+/)*")
        else:
            parts.append(
                "".join({"*": "[^/]*", "?": "[^/]"}.get(c, c) for c in segment) + ("" if last else "/")
            )
    return "".join(parts)


@given(PATTERN, PATH)
def test_patterns_mean_what_their_regular_expressions_mean(pattern: str, path: str) -> None:
    assert matches(pattern, path) == (re.fullmatch(as_regex(pattern), path) is not None)


@given(PATTERN, PATH)
def test_what_matches_is_covered_from_the_root(pattern: str, path: str) -> None:
    if matches(pattern, path):
        assert covers("/" + pattern, path)


@given(PATTERN, PATH, PATH)
def test_what_is_below_a_covered_folder_is_covered(pattern: str, folder: str, below: str) -> None:
    if covers(pattern, folder):
        assert covers(pattern, f"{folder}/{below}")


@pytest.mark.parametrize(
    ("pattern", "path"), [("app[0-9]", "app10"), ("[!.]*", ".web"), ("[^a-c]", "b"), ("a[^b]c", "a/c")]
)
def test_classes_of_characters_do_not_match_others(pattern: str, path: str) -> None:
    assert not matches(pattern, path)
    assert not spans(pattern, path)
