"""The gate's verdict against the recorded answers of a real API server (tests/oracle)."""

from __future__ import annotations

import json
from functools import cache

import pytest

from gate.model.json import JsonObject
from gate.validate import catalogue
from tests.oracle.corpus import HALVES, RATCHET, Case, answers, bases, cases
from tests.unit.validate.resources import judged

VERSION = catalogue(("1.34",), ())

STRICTER = frozenset(
    {
        # The server drops a dataSource that is neither a claim nor a snapshot, before it looks into it.
        "PersistentVolumeClaim: no /spec/dataSource/kind",
        "PersistentVolumeClaim: /spec/dataSource = {}",
    }
)
"""Where the gate says no and the server yes; nothing may be added."""


@cache
def told() -> dict[str, tuple[Case, bool, list[str]]]:
    """Of each case: whether the server accepted it, and the errors of the gate."""
    known, said = bases(), answers()
    return {
        case.name: (case, not said[case.name], errors_of(case.manifest(known)))
        for case in cases()
        if case.name in said
    }


def errors_of(body: JsonObject) -> list[str]:
    return [
        f"{rule} {message}"
        for rule, _, message in judged(body, VERSION)
        if rule not in {"schema/deprecated-api", "schema/missing"}
    ]


def test_there_are_cases_of_many_kinds_on_both_sides() -> None:
    sides = [accepted for _, accepted, _ in told().values()]
    assert sides.count(True) >= 400
    assert sides.count(False) >= 400
    assert len({case.base for case, _, _ in told().values()}) >= 30


def test_nothing_that_the_server_accepts_is_refused() -> None:
    refused = {name: errors for name, (_, accepted, errors) in told().items() if accepted and errors}
    assert not {name: errors for name, errors in refused.items() if name not in STRICTER}


@pytest.mark.parametrize("half", HALVES)
def test_as_much_of_what_the_server_refuses_is_caught_as_ever(half: str) -> None:
    caught = [
        bool(errors) for case, accepted, errors in told().values() if not accepted and case.half == half
    ]
    assert sum(caught) / len(caught) >= json.loads(RATCHET.read_text())[half]
