"""Who a resource is, as people read it."""

from __future__ import annotations

import pytest

from gate.model.resource import ResourceId


@pytest.mark.parametrize(
    ("identity", "told"),
    [
        (ResourceId("v1", "Pod", "shop", "web"), "Pod shop/web"),
        (ResourceId("v1", "Pod", "", "web", "web-"), "Pod web"),
        (ResourceId("batch/v1", "Job", "shop", "", "migrate-"), "Job shop/migrate-*"),
        (ResourceId("v1", "Pod", "", ""), "Pod (no name)"),
    ],
)
def test_a_resource_is_told_by_its_name_or_what_a_server_makes_it_of(identity: ResourceId, told: str) -> None:
    assert str(identity) == told


def test_what_a_name_is_made_of_is_no_part_of_who_a_resource_is() -> None:
    one, other = ResourceId("v1", "Pod", "", "web", "a-"), ResourceId("v1", "Pod", "", "web", "b-")
    assert one == other
    assert hash(one) == hash(other)
