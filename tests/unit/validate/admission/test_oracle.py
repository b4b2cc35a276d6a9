"""Admission policies: the gate's verdict against the recorded answers of a real API server."""

from __future__ import annotations

import pytest

from gate.model.json import JsonObject, mapping, sequence, text
from gate.validate import validate
from gate.validate.admission.judging import Verdicts, admission
from gate.validate.admission.rules import DENIED, WARNED
from tests.oracle.admission_corpus import (
    NAMESPACE_BODY,
    answers,
    binding,
    made,
    policy,
    refusals,
    scenarios,
    there_before,
)
from tests.unit.validate.admission.worlds import CATALOGUE, VERSION, world
from tests.unit.validate.resources import resource

MADE = {label: (name, body) for name in scenarios() for label, body in made(name)}
DEFINITIONS = refusals()


LOOSELY = frozenset({"secrets: none"})
"""Where the server's message might hold what is in a Secret."""


def said_of(label: str) -> Verdicts:
    name, body = MADE[label]
    return admission(world(policy(name), binding(name), NAMESPACE_BODY, *there_before(name), body))


def answer(label: str) -> JsonObject:
    return mapping(answers()[label])


def about(label: str, rule: str) -> list[str]:
    _, body = MADE[label]
    name = mapping(body["metadata"])["name"]
    return [
        one.finding.message
        for one in said_of(label).verdicts
        if one.finding.rule == rule and one.finding.resource and one.finding.resource.name == name
    ]


@pytest.mark.parametrize("label", sorted(MADE))
def test_a_resource_is_denied_as_by_the_server(label: str) -> None:
    denied = text(answer(label)["denied"])
    said = about(label, DENIED)

    assert bool(said) == bool(denied), (denied, said)
    assert not any(one.finding.unjudged for one in said_of(label).verdicts)
    if label in LOOSELY:
        assert said[0].endswith(" resulted in error")
    elif denied:
        assert denied[denied.index("ValidatingAdmissionPolicy '") :] == said[0]


@pytest.mark.parametrize("label", sorted(MADE))
def test_a_warning_is_the_servers(label: str) -> None:
    warned = [text(one) for one in sequence(answer(label)["warned"])]

    assert about(label, WARNED) == [one for one in warned if "ValidatingAdmissionPolicy" in one]


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_a_definition_is_refused_as_by_the_server(name: str) -> None:
    refused = text(mapping(answers()[name])["refused"])
    findings = validate(resource(DEFINITIONS[name], VERSION), CATALOGUE)

    assert bool(findings) == bool(refused), (refused, [one.message for one in findings])
    assert not any(one.unjudged for one in findings)


def test_every_case_has_its_answer() -> None:
    assert answers().keys() == MADE.keys() | DEFINITIONS.keys()
    denied = [bool(answer(label)["denied"]) for label in MADE]
    assert denied.count(True) >= 40
    assert denied.count(False) >= 30
