"""Namespaces as far as they are known, and identities in words."""

from __future__ import annotations

import pytest

from gate.model.inventory import ANY_NAMESPACE, Identity, is_known, may_be_same, unknown_namespace

UNKNOWN = unknown_namespace("web")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("shop", "shop", True),
        ("shop", "cart", False),
        ("shop", UNKNOWN, True),
        (UNKNOWN, unknown_namespace("cart"), True),
        ("shop", ANY_NAMESPACE, True),
        ("", "", True),
        ("", "shop", True),
    ],
)
def test_namespaces_that_may_be_the_same(one: str, other: str, same: bool) -> None:
    assert may_be_same(one, other) is may_be_same(other, one) is same


def test_namespaces_with_a_name() -> None:
    assert [is_known(one) for one in ("shop", "", ANY_NAMESPACE, UNKNOWN)] == [True, False, False, False]


def test_identities_in_words() -> None:
    assert str(Identity("apps", "Deployment", "shop", "web")) == "Deployment shop/web"
    assert str(Identity("apps", "Deployment", UNKNOWN, "web")) == "Deployment web"
    assert str(Identity("", "Namespace", "", "shop")) == "Namespace shop"
