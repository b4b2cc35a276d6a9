"""What differs between two renderings of the same chart."""

from __future__ import annotations

import pytest

from gate.model.json import JsonValue
from gate.pipeline.unstable import RANDOM, differences


@pytest.mark.parametrize(
    ("one", "other", "pointers"),
    [
        ({"a": 1, "b": {"c/d": "x"}}, {"a": 1, "b": {"c/d": "y"}}, ["/b/c~1d"]),
        ({"a": [1, 2]}, {"a": [1, 3]}, ["/a/1"]),
        ({"a": [1, 2]}, {"a": [1]}, ["/a"]),
        ({"a": 1, "b": 2}, {"a": 1}, ["/b"]),
        ({"a": 1}, {"a": 1}, []),
    ],
)
def test_the_innermost_values_that_differ(one: JsonValue, other: JsonValue, pointers: list[str]) -> None:
    assert list(differences(one, other)) == pointers


def test_functions_that_give_something_else_each_time() -> None:
    assert RANDOM.search(b"{{ randAlphaNum 5 }}")
    assert RANDOM.search(b'{{ $ca := genCA "a" 1 }}')
    assert not RANDOM.search(b"{{ .Values.known }} {{ .Values.randomise }}")
