"""Violations as an engine tells them, with a fake engine: whose they are, and what of a Secret is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import orjson

from gate.evaluate.engines import EvaluationError, Select
from gate.evaluate.gatekeeper import Config, RegoSource, Setting, applications
from gate.evaluate.gatekeeper.applying import Application
from gate.evaluate.gatekeeper.asking import Violation, questions_of
from gate.evaluate.gatekeeper.loading import Loaded
from gate.evaluate.own import Module
from gate.model.json import JsonObject, JsonValue
from tests.unit.evaluate.gatekeeper.samples import constraint, manifest, resource, subject, template

SECRET: JsonObject = {**manifest("Secret", name="keys", namespace="shop"), "stringData": {"token": "abc"}}


@dataclass
class FakeEngine:
    """Gives the messages that a function makes of `input.review.object`."""

    said: Callable[[JsonObject], list[str]]
    at_once: int = 1

    def ask(self, bodies: Sequence[bytes], select: Select, environment: str) -> JsonValue:
        answers: list[JsonValue] = []
        for index, body in enumerate(map(orjson.loads, bodies)):
            answers += [
                {"rule": rule, "resource": index, "result": {"msg": message}}
                for rule in select.resource.get(body["group"], ())
                for message in self.said(body["body"]["review"]["object"])
            ]
        return answers

    def close(self) -> None: ...


def violations(engine: FakeEngine, *bodies: JsonObject) -> list[tuple[str, str, bool, bool]]:
    """Constraint, message, whether it is hidden, whether it failed."""
    setting = Setting(
        "production",
        [(resource(template()), False)],
        [constraint(spec={"match": {"kinds": [{"kinds": ["Secret", "Pod"]}]}})],
        Config(),
    )
    found: Sequence[Application] = applications(setting, [subject(one) for one in bodies]).values
    sources = [one.template.source for one in found if isinstance(one.template.source, RegoSource)]
    loaded = Loaded((Module("demo", b"package demo"),), "data.gatekeeper.t0.hook.violation", False)
    told: tuple[Violation, ...] = questions_of(found, dict.fromkeys(sources, loaded), {}).violations(engine)
    return [(one.application.constraint.name, one.message, one.hides, one.failed) for one in told]


def test_what_is_said_is_the_constraints() -> None:
    said = violations(FakeEngine(lambda body: ["no", "never"]), manifest(namespace="shop"))

    assert sorted(said) == [("one", "never", False, False), ("one", "no", False, False)]


def test_a_message_that_hangs_on_a_secrets_values_is_hidden() -> None:
    def said(body: JsonObject) -> list[str]:
        values = body["stringData"]
        assert isinstance(values, dict)
        return ["it has no label", f"the token is {values['token']}"]

    assert sorted(violations(FakeEngine(said), SECRET)) == [
        ("one", "it has no label", False, False),
        ("one", "the token is abc", True, False),
    ]


def test_of_what_is_no_secret_nothing_is_hidden() -> None:
    said = violations(FakeEngine(lambda body: [orjson.dumps(body).decode()]), manifest(namespace="shop"))

    assert [hides for _, _, hides, _ in said] == [False]


def test_a_constraint_that_fails_is_said_with_the_engines_words() -> None:
    def said(_body: JsonObject) -> list[str]:
        raise EvaluationError("division by zero (demo:4)")

    assert violations(FakeEngine(said), manifest(namespace="shop")) == [
        ("one", "division by zero (demo:4)", False, True)
    ]


def test_a_message_that_is_none_is_not_judged() -> None:
    assert violations(FakeEngine(lambda _: [""]), manifest(namespace="shop")) == [
        ("one", "its answer is neither a message nor an object with `msg`", False, True)
    ]
