"""Chart versions against the constraints of Chart.yaml, as https://github.com/Masterminds/semver has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.sources.helm_versions import parse, satisfies

numbers = st.integers(0, 30)


@pytest.mark.parametrize(
    ("constraint", "inside", "outside"),
    [
        ("1.2.3", ["1.2.3", "v1.2.3"], ["1.2.4", "1.2.3-rc.1"]),
        ("1.2", ["1.2.0", "1.2.9"], ["1.3.0"]),
        ("=1.2.3", ["1.2.3"], ["1.2.4"]),
        ("!=1.2.3", ["1.2.4"], ["1.2.3"]),
        ("^1.2.3", ["1.2.3", "1.9.0"], ["1.2.2", "2.0.0"]),
        ("^0.2.3", ["0.2.3", "0.2.9"], ["0.3.0"]),
        ("^0.0.3", ["0.0.3"], ["0.0.4"]),
        ("^0", ["0.9.9"], ["1.0.0"]),
        ("~1.2.3", ["1.2.9"], ["1.3.0", "1.2.2"]),
        ("~1", ["1.9.0"], ["2.0.0"]),
        (">=1.2", ["1.2.0", "3.0.0"], ["1.1.9"]),
        (">1", ["2.0.0"], ["1.9.9"]),
        ("<=1", ["1.9.9", "0.1.0"], ["2.0.0"]),
        ("<1.2", ["1.1.9"], ["1.2.0"]),
        (">= 1.2, < 2.0", ["1.5.0"], ["2.0.0"]),
        (">=1.2 <2.0", ["1.5.0"], ["2.0.0"]),
        ("1.2 - 1.4.5", ["1.2.0", "1.4.5"], ["1.4.6"]),
        ("^1.0 || ^3.0", ["1.5.0", "3.1.0"], ["2.0.0"]),
        ("1.x", ["1.9.9"], ["2.0.0"]),
        ("*", ["9.9.9"], ["9.9.9-rc.1"]),
        ("", ["9.9.9"], []),
        (">=1.2.3-0", ["1.2.3-rc.1", "1.3.0"], ["1.2.2"]),
        ("nonsense", [], ["1.2.3"]),
        ("1.2.3 nonsense", [], ["1.2.3"]),
    ],
)
def test_constraints(constraint: str, inside: list[str], outside: list[str]) -> None:
    assert all(satisfies(version, constraint) for version in inside)
    assert not any(satisfies(version, constraint) for version in outside)


@given(numbers, numbers, numbers)
def test_a_version_satisfies_itself(major: int, minor: int, patch: int) -> None:
    version = f"{major}.{minor}.{patch}"
    assert all(satisfies(version, operator + version) for operator in ("", "=", "^", "~", ">=", "<="))
    assert not any(satisfies(version, operator + version) for operator in ("!=", "<", ">"))


def test_prereleases_sort_before_their_release() -> None:
    versions = ["1.0.0-2", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta", "1.0.0"]
    parsed = [parse(version) for version in versions]
    assert parsed == sorted(parsed, key=lambda version: version or (0, 0, 0, ()))
    assert parse("latest") is None
