"""Which remote references `--allow-remote` opens."""

from __future__ import annotations

import pytest

from gate.render.remotes import is_allowed


@pytest.mark.parametrize(
    ("reference", "prefix"),
    [
        ("https://github.com/org/repo//base?ref=v1", "https://github.com/org/"),
        ("https://github.com/org/repo//base?ref=v1", "https://github.com/org/repo"),
        ("https://github.com/org/repo.git?ref=v1", "https://github.com/org/repo"),
        ("https://github.com/org/repo", "https://github.com/org/repo"),
        ("github.com/org/repo/base?ref=v1", "https://github.com/org/"),
        ("git::https://github.com/org/repo", "https://github.com/org"),
        ("https://raw.example.com/a/b.yaml", "https://raw.example.com/"),
    ],
)
def test_what_starts_with_a_prefix_is_allowed(reference: str, prefix: str) -> None:
    assert is_allowed(reference, ("https://elsewhere.example/", prefix))


@pytest.mark.parametrize(
    ("reference", "prefix"),
    [
        ("https://github.com/org-evil/repo", "https://github.com/org"),
        ("https://github.com.evil.example/org", "https://github.com"),
        ("https://github.com@evil.example/org", "https://github.com"),
        ("https://github.com/org/../evil/repo", "https://github.com/org/"),
        ("https://github.com/org/%2e%2e/evil/repo", "https://github.com/org/"),
        ("https://github.com/org/%252e%252e/evil/repo", "https://github.com/org/"),
        ("https://github.com/org/repo?ref=--upload-pack=/tmp/x", "https://github.com/org/"),
        ("https://github.com/org/repo?version=%2D%2Dupload-pack=/tmp/x", "https://github.com/org/"),
        ("https://github.com/org/--upload-pack=x", "https://github.com/org/"),
        ("https://github.com/org/a b", "https://github.com/org/"),
        ("http://github.com/org/repo", "http://github.com/org/"),
        ("file:///repo//dir", "file:///repo"),
        ("ssh://git@github.com/org/repo", "ssh://git@github.com/"),
        ("git@github.com:org/repo", "https://github.com/org/"),
        ("https://[bad/org", "https://[bad/"),
        ("https://github.com/org/repo", ""),
    ],
)
def test_what_only_looks_like_it_is_not(reference: str, prefix: str) -> None:
    assert not is_allowed(reference, (prefix,))


def test_nothing_is_allowed_without_a_prefix() -> None:
    assert not is_allowed("https://github.com/org/repo", ())
