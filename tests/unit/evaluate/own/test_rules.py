"""From heads and METADATA to rules."""

from __future__ import annotations

import pytest

from gate.errors import PolicyError
from gate.evaluate.own.rules import Read, asks, family_of, questions_of
from gate.evaluate.own.syntax import Head, Syntax
from gate.model.json import JsonObject


def module(
    *heads: str | Head,
    package: tuple[str, ...] = ("main",),
    about: JsonObject | None = None,
    path: str = "p/a.rego",
) -> Read:
    found = tuple(head if isinstance(head, Head) else Head(head, 2) for head in heads)
    return Read(path, "p", Syntax(package, 1, found, (about,) if about else (), frozenset(), ()))


def ids(*modules: Read) -> list[str]:
    return [question.rule.id for question in questions_of(modules)[0]]


@pytest.mark.parametrize("name", ["deny", "violation", "warn", "deny_latest", "warn_a_2", "violation_X"])
def test_what_is_asked(name: str) -> None:
    assert ids(module(name)) == [f"p/{name}"]


@pytest.mark.parametrize(
    "name", ["allow", "denyx", "deny_", "deny__x", "Deny", "my_deny", "warning", "exception"]
)
def test_what_is_not(name: str) -> None:
    assert not asks(module(name).syntax)
    assert ids(module(name)) == []


@pytest.mark.parametrize(
    ("folder", "family"),
    [
        ("policy", "policy"),
        ("policy/", "policy"),
        ("a/b c/", "b-c"),
        (".", "policies"),
        ("../x", "x"),
        ("..", "policies"),
    ],
)
def test_families_of_folders(folder: str, family: str) -> None:
    assert family_of(folder) == family


def test_a_rule_of_several_modules_is_one() -> None:
    (question,) = questions_of([module("deny"), module("deny", path="p/b.rego")])[0]
    assert (question.ref, question.rule.remediation) == ('data["main"]["deny"]', "see the policy, p/a.rego:2")


def test_odd_names_of_packages() -> None:
    (question,) = questions_of([module("deny", package=("a", 'b"c d'))])[0]
    assert (question.rule.id, question.ref) == ("a.b-c-d/deny", 'data["a"]["b\\"c d"]["deny"]')


@pytest.mark.parametrize(
    ("name", "unless"),
    [("deny", ""), ("deny_x", "x"), ("warn_x_y", "x_y"), ("violation", "")],
)
def test_exceptions_name_a_rule_without_its_verb(name: str, unless: str) -> None:
    (question,) = questions_of([module(name), module("exception", path="p/b.rego")])[0]
    assert question.unless == f'data["main"].exception[_][_] == "{unless}"'


def test_exceptions_of_another_package_are_none() -> None:
    (question,) = questions_of([module("deny_x"), module("exception", package=("lib",))])[0]
    assert question.unless == ""


def test_metadata_of_the_rule_goes_before_that_of_the_package() -> None:
    own: JsonObject = {"title": "rule", "custom": {"severity": "info"}}
    about: JsonObject = {"title": "package", "description": "of the package", "custom": {"kinds": ["Pod"]}}
    (question,) = questions_of([module(Head("deny", 3, (own,)), about=about)])[0]
    rule = question.rule
    assert (rule.title, rule.description, rule.severity, rule.kinds) == (
        "rule",
        "of the package",
        "info",
        ("Pod",),
    )


def test_blocks_that_differ_are_not_used_and_said() -> None:
    one: JsonObject = {"custom": {"id": "a/b"}}
    other: JsonObject = {"custom": {"id": "a/c"}}
    questions, notices = questions_of([module(Head("deny", 3, (one,)), Head("deny", 9, (other,)))])
    assert [question.rule.id for question in questions] == ["p/deny"]
    assert notices == (
        "main.deny has several METADATA blocks that differ (p/a.rego:3): none of them is used.",
    )


@pytest.mark.parametrize(
    ("custom", "message"),
    [
        ({"id": "a/b/c"}, "p/a.rego:3: METADATA `custom.id` 'a/b/c' is no id of a rule"),
        ({"id": 7}, "p/a.rego:3: METADATA `custom.id` 7 is no id of a rule"),
        ({"kinds": "Pod"}, "p/a.rego:3: METADATA `custom.kinds` is no list of kinds"),
        ({"params": ["x"]}, "p/a.rego:3: METADATA `custom.params` is no mapping of parameters to schemas"),
        ({"params": {"x": 1}}, "p/a.rego:3: METADATA `custom.params` is no mapping of parameters to schemas"),
        (
            {"params": {"x": {"type": "integer", "minimum": 1, "default": 0}}},
            "p/a.rego:3: METADATA `custom.params.x` does not take its own default: 0 is less than the minimum of 1",
        ),
        (
            {"params": {"x": {"pattern": "(?=a)(a+)+$"}}},
            'p/a.rego:3: METADATA `custom.params.x` is no JSON Schema: "(?=a)(a+)+$" is not a "regex"',
        ),
        (
            {"params": {"x": {"$ref": "file:///etc/hostname"}}},
            (
                "p/a.rego:3: METADATA `custom.params.x` is no JSON Schema: Resource 'file:///etc/hostname' is not present "
                "in a registry and retrieving it failed: ValueError: references lead to the schema itself, not to "
                "file:///etc/hostname"
            ),
        ),
    ],
)
def test_metadata_that_cannot_be_used(custom: JsonObject, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        questions_of([module(Head("deny", 3, ({"custom": custom},)))])
    assert caught.value.message == message
