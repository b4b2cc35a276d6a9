"""Custom resources and definitions: the gate's verdict against a real API server's (tests/oracle/custom)."""

from __future__ import annotations

import json
from functools import cache

import pytest

from gate.model.json import JsonObject, mapping
from gate.validate import catalogue
from gate.validate.definitions import definition_faults
from tests.oracle.corpus import HALVES, Case
from tests.oracle.custom_corpus import RATCHET, answered, bases, definitions
from tests.unit.validate.resources import judged

KNOWN = catalogue(("1.34",), tuple(map(mapping, definitions().values())))
WARNINGS = {"schema/deprecated-api", "schema/missing"}


@cache
def told() -> tuple[tuple[Case, bool, list[str]], ...]:
    """Each case, whether the server accepted it, and the errors of the gate."""
    known = bases()
    return tuple((case, not message, errors_of(case.manifest(known))) for case, message in answered())


def errors_of(body: JsonObject) -> list[str]:
    said = [
        f"{rule} {pointer} {message}"
        for rule, pointer, message in judged(body, KNOWN)
        if rule not in WARNINGS
    ]
    if body["kind"] == "CustomResourceDefinition" and not said:
        return [fault.message for fault in definition_faults(body, KNOWN)]
    return said


def test_there_are_cases_on_both_sides() -> None:
    sides = [accepted for _, accepted, _ in told()]
    assert sides.count(True) >= 350
    assert sides.count(False) >= 450


def test_nothing_that_the_server_accepts_is_refused() -> None:
    assert not {case.name: errors for case, accepted, errors in told() if accepted and errors}


@pytest.mark.parametrize("half", HALVES)
def test_as_much_of_what_the_server_refuses_is_caught_as_ever(half: str) -> None:
    caught = [bool(errors) for case, accepted, errors in told() if not accepted and case.half == half]
    assert sum(caught) / len(caught) >= json.loads(RATCHET.read_text())[half]
