"""How the resource of a kind is called in paths."""

from __future__ import annotations

import pytest

from gate.validate.admission.kinds import plural_of


@pytest.mark.parametrize(
    ("kind", "plural"),
    [
        ("Deployment", "deployments"),
        ("Ingress", "ingresses"),
        ("NetworkPolicy", "networkpolicies"),
        ("Endpoints", "endpoints"),
        ("StorageClass", "storageclasses"),
    ],
)
def test_the_resource_of_a_kind(kind: str, plural: str) -> None:
    assert plural_of(kind) == plural
