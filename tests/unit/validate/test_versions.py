from __future__ import annotations

import pytest

from gate.errors import ToolError
from gate.validate import versions
from gate.validate.versions import GONE_BEFORE, age, available_versions, served_in


def test_versions_are_minor_ones_and_the_newest_is_last() -> None:
    known = available_versions()
    assert known[:2] == ("1.25", "1.26")
    assert list(known) == sorted(known, key=age)


@pytest.mark.parametrize(
    ("api_version", "kind", "served"),
    [
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", ("1.25",)),
        ("networking.k8s.io/v1alpha1", "ServiceCIDR", ("1.29", "1.30")),
        ("v1", "Container", ()),
        ("apps/v1", "deployment", ()),
        ("example.com/v1", "Deployment", ()),
        ("a/b/../../c", "D", ()),
    ],
)
def test_which_versions_serve_a_kind_is_read_from_the_schemas(
    api_version: str, kind: str, served: tuple[str, ...]
) -> None:
    assert served_in(api_version, kind) == served


@pytest.mark.parametrize(
    ("api_version", "kind"), [("v1", "Pod"), ("internal.apiserver.k8s.io/v1alpha1", "StorageVersion")]
)
def test_a_kind_that_stays_is_served_by_all(api_version: str, kind: str) -> None:
    assert served_in(api_version, kind) == available_versions()


def test_what_went_before_is_not_served_by_any_version_with_schemas() -> None:
    assert [identity for identity in GONE_BEFORE if served_in(*identity)] == []


def test_without_the_schemas_the_set_up_is_at_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "find_spec", lambda _name: None)
    versions.folders.cache_clear()
    try:
        with pytest.raises(ToolError) as caught:
            available_versions()
    finally:
        versions.folders.cache_clear()
    assert caught.value.hint == "Install the Python package kubernetes-validate."
