"""Selectors over labels of which not all may be known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.model.json import JsonObject, JsonValue
from gate.model.labels import Labels, selects

KEYS = st.sampled_from(["a", "b", "c"])
VALUES = st.sampled_from(["", "x", "y"])
REQUIREMENTS = st.builds(
    lambda key, operator, values: {"key": key, "operator": operator, "values": values},
    KEYS,
    st.sampled_from(["In", "NotIn", "Exists", "DoesNotExist"]),
    st.lists(VALUES, max_size=2),
)


def requirement(operator: str, *values: JsonValue) -> JsonObject:
    return {"matchExpressions": [{"key": "a", "operator": operator, "values": [*values]}]}


@pytest.mark.parametrize(
    ("selector", "with_it", "without"),
    [
        ({}, True, True),
        ({"matchLabels": {"a": "x"}}, True, False),
        ({"matchLabels": {"a": "y"}}, False, False),
        (requirement("In", "x", "y"), True, False),
        (requirement("NotIn", "x"), False, True),
        (requirement("NotIn", "y"), True, True),
        (requirement("Exists"), True, False),
        (requirement("DoesNotExist"), False, True),
    ],
)
def test_a_selector_is_the_servers(selector: JsonObject, with_it: bool, without: bool) -> None:
    assert selects(selector, Labels({"a": "x"})) is with_it
    assert selects(selector, Labels({})) is without


@given(
    st.fixed_dictionaries({"matchExpressions": st.lists(REQUIREMENTS, max_size=3)}),
    st.dictionaries(KEYS, VALUES),
    st.sets(KEYS),
)
def test_what_is_decided_with_labels_missing_is_decided_for_all(
    selector: JsonObject, labels: dict[str, str], hidden: set[str]
) -> None:
    known = {key: value for key, value in labels.items() if key not in hidden}
    answer = selects(selector, Labels(known, complete=False))

    assert answer in (None, selects(selector, Labels(labels)))
