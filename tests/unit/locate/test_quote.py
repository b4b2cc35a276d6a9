"""What of a line a report may show."""

from __future__ import annotations

import pytest

from gate.locate.quote import quote
from gate.model.resource import ResourceId

SECRET = ResourceId("v1", "Secret", "shop", "db-m9f7h6fkb7")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("kind: Secret", "kind: Secret"),
        ("  name: db-m9f7h6fkb7", "  name: db-m9f7h6fkb7"),
        ("- name: db", "- name: db"),
        ("namespace: shop", "namespace: shop"),
        ("  name: hunter2", "  name: ********"),
        ("  password: db", "  password: ********"),
        ("  namespace: ", "  namespace: "),
    ],
)
def test_of_a_secret_only_what_the_report_says_anyway(line: str, shown: str) -> None:
    assert quote(line, 1, secret=True, resource=SECRET) == shown
