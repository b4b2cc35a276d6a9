"""Quantities in their one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.expressions.functions.quantities import parsed
from gate.validate.admission.quantities import canonical


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0.5", "500m"),
        ("1", "1"),
        ("1000m", "1"),
        ("1024Mi", "1Gi"),
        ("1.5Gi", "1536Mi"),
        ("100000", "100k"),
        ("512", "512"),
        ("0", "0"),
        ("0Mi", "0"),
        ("0.5Ki", "512"),
        ("-1024Ki", "-1Mi"),
        ("many", "many"),
    ],
)
def test_a_quantity_has_one_form(written: str, kept: str) -> None:
    assert canonical(written) == kept


@given(
    st.integers(-(10**9), 10**9),
    st.sampled_from(["", "m", "k", "M", "G", "Ki", "Mi", "Gi"]),
)
def test_the_form_means_the_same_and_stays(number: int, suffix: str) -> None:
    form = canonical(f"{number}{suffix}")

    assert parsed(form) == parsed(f"{number}{suffix}")
    assert canonical(form) == form
