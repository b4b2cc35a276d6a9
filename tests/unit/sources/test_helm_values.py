"""What Helm does not take for values."""

from __future__ import annotations

import pytest

from gate.sources.helm_values import NoValues, no_values

TAKES = "where Helm takes a mapping"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- a\n", NoValues(f"a list, {TAKES}", 1, 1)),
        ("# values\n\n  text\n", NoValues(f"a text, {TAKES}", 3, 3)),
        ("---\n12\n", NoValues(f"a number, {TAKES}", 2, 1)),
        ("false\n", NoValues(f"true or false, {TAKES}", 1, 1)),
        ("[{}]", NoValues(f"a list, {TAKES}", 1, 1)),
        (
            "a: 1\nb: [\n",
            NoValues(
                "no readable YAML: did not find expected node content (while parsing a flow node)", 3, 1
            ),
        ),
    ],
)
def test_what_is_none(text: str, found: NoValues) -> None:
    assert no_values(text.encode()) == found


@pytest.mark.parametrize(
    "text", ["", "# none\n", "a: 1\n", "{}", "null\n", "a: 1\na: 2\n", "a: 1\n---\n- b\n"]
)
def test_what_helm_takes(text: str) -> None:
    """The last of equal keys counts, and nothing behind the first document does."""
    assert no_values(text.encode()) is None
