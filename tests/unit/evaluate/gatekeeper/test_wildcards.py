"""Names with a `*` at their ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.evaluate.gatekeeper.wildcards import fits, fits_generated, is_everything

NAMES = st.text("ab-", max_size=5)


@pytest.mark.parametrize(
    ("pattern", "fitting", "others"),
    [
        ("kube-system", ["kube-system"], ["kube", "kube-system-2", ""]),
        ("kube-*", ["kube-system", "kube-"], ["kube", "my-kube-system"]),
        ("*-system", ["kube-system", "-system"], ["system", "kube-system-2"]),
        ("*system*", ["kube-system-2", "system"], ["sys-tem"]),
        ("*", ["a", ""], []),
        ("", [""], ["a"]),
        ("a*b", ["a*b"], ["ab", "acb"]),  # a `*` counts at the ends alone
    ],
)
def test_a_name_fits(pattern: str, fitting: list[str], others: list[str]) -> None:
    assert [fits(pattern, one) for one in fitting] == [True] * len(fitting)
    assert [fits(pattern, one) for one in others] == [False] * len(others)


@pytest.mark.parametrize(
    ("pattern", "prefix", "answer"),
    [("web-*", "web-", True), ("*web*", "a-web-", True), ("web-", "web-", False), ("*web-", "web-", False)],
)
def test_a_generated_name_fits_where_its_beginning_does(pattern: str, prefix: str, answer: bool) -> None:
    assert fits_generated(pattern, prefix) is answer


@given(NAMES, NAMES, NAMES)
def test_what_is_put_before_and_behind_does_not_matter_to_both_stars(
    name: str, before: str, behind: str
) -> None:
    assert fits(f"*{name}*", before + name + behind)
    assert fits(f"*{name}", before + name)
    assert fits(f"{name}*", name + behind)


@given(NAMES)
def test_everything_fits_everything(name: str) -> None:
    assert is_everything("*")
    assert fits("*", name)
    assert not is_everything("a*")
