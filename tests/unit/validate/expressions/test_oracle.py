"""Validation rules: the gate's verdict against the recorded answers of a real API server."""

from __future__ import annotations

import re
from functools import cache

import pytest

from gate.model.finding import Finding
from gate.model.json import JsonObject, mapping
from gate.validate import Catalogue, catalogue, validate
from tests.oracle.expressions_corpus import answers, definition, instances, kinds
from tests.unit.validate.resources import resource

DEFINITIONS = {name: definition(name) for name in kinds()}
RESOURCES = {label: body for name in kinds() for label, body in instances(name)}

BEYOND = frozenset({"Long chain"})
"""What the server takes and the gate cannot judge, which it says."""

_SAID = re.compile(
    r': (?:Invalid value: "\w+"|Forbidden): (.*?)(?=, [\w.<>\[\]]+: (?:Invalid|Forbidden)|\]?$)'
)


@cache
def known() -> Catalogue:
    return catalogue(("1.34",), tuple(DEFINITIONS.values()))


def judged(body: JsonObject) -> list[Finding]:
    return list(validate(resource(body, ("1.34",)), known()))


@pytest.mark.parametrize("name", sorted(DEFINITIONS.keys() - BEYOND))
def test_a_definition_is_refused_as_the_server_refuses_it(name: str) -> None:
    findings = judged(DEFINITIONS[name])

    assert bool(findings) == bool(answers()[name]), findings
    assert not any(finding.unjudged for finding in findings)


@pytest.mark.parametrize("name", sorted(BEYOND))
def test_what_is_not_judged_is_said(name: str) -> None:
    (finding,) = judged(DEFINITIONS[name])

    assert answers()[name] == ""
    assert finding.unjudged
    assert finding.message.endswith(
        "x-kubernetes-validations[0].rule is not judged: "
        "the expression is nested more deeply than can be judged here"
    )


@pytest.mark.parametrize("label", sorted(RESOURCES))
def test_a_resource_is_judged_as_by_the_server(label: str) -> None:
    findings = judged(RESOURCES[label])

    assert bool(findings) == bool(answers()[label]), findings
    assert not any(finding.unjudged for finding in findings)


LOOSELY = frozenset({"Library: not an ip"})
"""Where the server's message goes on with words of Go's own."""


@pytest.mark.parametrize("label", sorted(RESOURCES.keys() - LOOSELY))
def test_a_broken_rule_is_told_in_the_servers_words(label: str) -> None:
    answer = answers()[label]
    if "were not checked" in answer:
        assert {finding.rule for finding in judged(RESOURCES[label])} <= {"schema/value", "schema/required"}
        return
    told = [finding.message for finding in judged(RESOURCES[label]) if finding.rule == "api/expression"]

    assert len(told) == len(_SAID.findall(answer))
    for words in _SAID.findall(answer):
        assert any(message.endswith(words) for message in told), (words, told)


def test_the_file_has_cases_on_both_sides() -> None:
    assert answers().keys() == DEFINITIONS.keys() | RESOURCES.keys()
    sides = [bool(answers()[label]) for label in RESOURCES]
    assert sides.count(True) >= 45
    assert sides.count(False) >= 12
    assert mapping(kinds())["Basic"]
