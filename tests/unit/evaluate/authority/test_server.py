"""Who may do what, as a real API server with the RBAC authorizer said (server/record.py asks it)."""

from __future__ import annotations

import pytest
import yaml

from gate.evaluate.authority.bindings import EVERYWHERE, Grants
from gate.evaluate.authority.roles import RoleRule, Roles
from gate.evaluate.authority.subjects import Subject, account
from tests.unit.evaluate.authority.clusters import authority, placed
from tests.unit.evaluate.authority.server.corpus import (
    NAMESPACES,
    Attempt,
    Question,
    answers,
    attempts,
    bodies,
    questions,
    workloads,
)

CLUSTER = placed(yaml.safe_dump_all(bodies()))
GRANTS = Grants(CLUSTER, Roles(CLUSTER))
ANSWERS, PASSED = answers()["questions"], answers()["attempts"]
ASKED = {str(question): question for question in questions()}


@pytest.mark.parametrize("subject", sorted({question.subject for question in ASKED.values()}))
def test_it_is_the_server_that_says_who_may_do_what(subject: str) -> None:
    expected = {name: said for name, said in ANSWERS.items() if ASKED[name].subject == subject}
    assert {name: _is_allowed(ASKED[name]) for name in expected} == expected


def test_everything_was_asked() -> None:
    assert ASKED.keys() == ANSWERS.keys()
    assert {attempt.name for attempt in attempts()} == PASSED.keys()
    assert set(ANSWERS.values()) == set(PASSED.values()) == {True, False}


@pytest.mark.parametrize("attempt", tuple(attempts()), ids=lambda one: one.name)
def test_a_step_is_one_where_the_server_lets_it_pass(attempt: Attempt) -> None:
    built = authority(yaml.safe_dump_all([*workloads(), *attempt.bodies()]))
    edges = built.edges[account(NAMESPACES[-1], attempt.name)]
    gains = {edge.power.step.gains.value for edge in edges if not edge.power.step.node}
    assert (attempt.gains in gains) == PASSED[attempt.name]


def _is_allowed(question: Question) -> bool:
    subject = _subject(question.subject)
    return any(
        grant.scope in (EVERYWHERE, question.namespace) and _gives(rule, question)
        for grant in (*GRANTS.own(subject), *GRANTS.shared(subject))
        for rule in grant.role.rules
    )


def _gives(rule: RoleRule, question: Question) -> bool:
    is_named = not rule.names or question.name in rule.names
    return is_named and rule.covers(question.group, question.resource) and rule.allows(question.verb)


def _subject(label: str) -> Subject:
    kind, _, name = label.partition("/")
    return account(*name.split("/")) if kind == "ServiceAccount" else Subject(kind, "", name)
