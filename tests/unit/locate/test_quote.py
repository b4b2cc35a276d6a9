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


@pytest.mark.parametrize("end", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\r"])
def test_a_line_ends_with_a_line_feed_alone(end: str) -> None:
    """Else a report would show another line than it means: one of a Secret, say."""
    assert quote(f"# {end} {end}\npassword: hunter2\r\nname: web\r\n", 3, secret=False) == "name: web"
