"""Batches, halving, and what becomes of answers: with an engine made of Python functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, cast

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.errors import PolicyError
from gate.evaluate import evaluate
from gate.evaluate.engines import EvaluationError, Select
from gate.model.finding import Finding
from gate.model.json import JsonObject, JsonValue
from gate.model.outcome import Account
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.rule import Rule

Judge = Callable[[JsonObject], list[JsonValue]]
EXCEPTED = "excepted"


@dataclass
class FakeEngine:
    """Answers by a function a rule, of one resource or of all."""

    rules: dict[str, Callable[[Any], list[JsonValue]]]
    asked: list[tuple[int, Select, str]] = field(default_factory=list)
    at_once: int = 1

    def ask(self, items: Sequence[bytes], select: Select, environment: str) -> JsonValue:
        self.asked.append((len(items), select, environment))
        groups = [orjson.loads(item)["group"] for item in items]
        decoded = [orjson.loads(item)["body"] for item in items]
        answers: list[JsonValue] = []
        for index, body in enumerate(decoded):
            for rule in select.resource.get(groups[index], ()):
                answers += [{"rule": rule, "resource": index, **told(one)} for one in self.rules[rule](body)]
        for rule in select.cluster:
            answers += [{"rule": rule, "resource": None, **told(one)} for one in self.rules[rule](decoded)]
        return answers

    def close(self) -> None: ...


def told(one: JsonValue) -> JsonObject:
    return {"excepted": True} if one is EXCEPTED else {"result": one}


def rule(id_: str, **more: Any) -> Rule:
    return Rule(id_, "title", "description", more.pop("severity", "warning"), "mend it", policy=True, **more)


def resource(name: str, kind: str = "Pod", target: str = "app", **body: Any) -> Resource:
    whole: JsonObject = {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, **body}
    return Resource(
        ResourceId("v1", kind, "", name), 0, orjson.dumps(whole), Provenance(target, "app.yaml", 0), ("1.34",)
    )


def test_a_finding_has_what_the_rule_and_the_resource_know() -> None:
    engine = FakeEngine({"a/one": lambda _: [{"msg": "no name", "pointer": "/metadata/name"}]})
    pod = resource("web")
    outcome = evaluate([pod], [rule("a/one")], engine)
    assert outcome.findings == (
        Finding(
            "a/one", "warning", "no name", "app", pod.id, pod.provenance, "/metadata/name", remedy="mend it"
        ),
    )


def test_a_message_alone_is_about_the_whole_resource() -> None:
    engine = FakeEngine({"a/one": lambda _: ["no"]})
    assert [
        (one.message, one.pointer) for one in evaluate([resource("web")], [rule("a/one")], engine).findings
    ] == [("no", "")]


def test_a_rule_is_asked_of_its_kinds_only() -> None:
    engine = FakeEngine({"a/pod": lambda _: ["p"], "a/any": lambda _: ["a"]})
    rules = [rule("a/pod", kinds=("Pod",)), rule("a/any")]
    evaluate([resource("web"), resource("db", "Secret")], rules, engine)
    ((count, select, _),) = engine.asked
    assert count == 2
    assert select.resource == {"Pod": ("a/pod", "a/any"), "Secret": ("a/any",)}


def test_a_resource_that_no_rule_asks_about_is_not_sent() -> None:
    engine = FakeEngine({"a/pod": lambda _: []})
    evaluate([resource("db", "Secret")], [rule("a/pod", kinds=("Pod",))], engine)
    assert not engine.asked


def test_a_rule_of_a_stage_is_not_asked() -> None:
    engine = FakeEngine({})
    assert evaluate([resource("web")], [Rule("yaml/syntax", "", "", "error", "")], engine).findings == ()
    assert not engine.asked


def test_a_rule_that_its_metadata_ignores_is_asked_when_the_settings_want_it() -> None:
    engine = FakeEngine({"a/one": lambda _: ["said"]})
    (finding,) = evaluate([resource("web")], [rule("a/one", severity="ignore")], engine).findings
    assert finding.severity == "info"


def test_batches_are_bounded_in_number_and_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("gate.evaluate.evaluate")
    monkeypatch.setattr(module, "BATCH_RESOURCES", 3)
    monkeypatch.setattr(module, "BATCH_BYTES", 400)
    engine = FakeEngine({"a/one": lambda body: [body["metadata"]["name"]]})
    resources = [resource(str(n)) for n in range(7)] + [resource("big", text="x" * 500), resource("last")]
    found = evaluate(resources, [rule("a/one")], engine).findings
    assert [count for count, *_ in engine.asked] == [3, 3, 1, 1, 1]
    assert {one.message for one in found} == {*map(str, range(7)), "big", "last"}


@pytest.mark.parametrize(("at_once", "shares"), [(1, [9]), (2, [4, 5]), (4, [3, 3, 3]), (100, [1] * 9)])
def test_an_engine_that_takes_several_questions_at_once_gets_them(
    at_once: int, shares: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("gate.evaluate.evaluate"), "FEWEST_RESOURCES", 1)
    engine = FakeEngine({"a/one": lambda body: [body["metadata"]["name"]]}, at_once=at_once)
    found = evaluate([resource(str(n)) for n in range(9)], [rule("a/one")], engine).findings
    assert sorted(count for count, *_ in engine.asked) == shares
    assert [one.message for one in found] == [str(n) for n in range(9)]


def test_few_resources_are_not_shared_out() -> None:
    engine = FakeEngine({"a/one": lambda _: []}, at_once=4)
    evaluate([resource(str(n)) for n in range(9)], [rule("a/one")], engine)
    assert [count for count, *_ in engine.asked] == [9]


def test_each_environment_is_asked_by_its_name() -> None:
    engine = FakeEngine({"a/one": lambda _: []})
    resources = [resource("x", target="dev"), resource("y", target="prod"), resource("z", target="none")]
    evaluate(resources, [rule("a/one")], engine, environments={"dev": "development", "prod": "production"})
    assert [(count, name) for count, _, name in engine.asked] == [
        (1, ""),
        (1, "development"),
        (1, "production"),
    ]


def test_a_rule_of_the_cluster_sees_each_cluster_alone() -> None:
    def names(bodies: list[JsonObject]) -> list[JsonValue]:
        return [{"msg": f"one of {len(bodies)}", "resource": 1}] if len(bodies) > 1 else []

    engine = FakeEngine({"a/all": names})
    resources = [resource("x", target="a"), resource("y", target="b"), resource("z", target="c")]
    outcome = evaluate(resources, [rule("a/all", scope="cluster")], engine, clusters={"a": "eu", "b": "eu"})
    assert [(one.message, one.target) for one in outcome.findings] == [("one of 2", "b")]


class TestAFailingRule:
    """It is found by halving, told as unjudged, and hides nothing."""

    def test_the_pair_is_told_and_the_rest_is_judged(self) -> None:
        def fails(body: JsonObject) -> list[JsonValue]:
            if cast("JsonObject", body["metadata"])["name"] == "5":
                raise EvaluationError("to_number failed (policy.rego:7)")
            return ["bad"]

        engine = FakeEngine({"a/fails": fails, "a/works": lambda _: ["w"], "b/works": lambda _: []})
        resources = [resource(str(n)) for n in range(9)]
        found = evaluate(resources, [rule(one) for one in engine.rules], engine).findings
        (unjudged,) = [one for one in found if one.unjudged]
        assert unjudged.rule == "a/fails"
        assert unjudged.severity == "error"
        assert unjudged.resource == resources[5].id
        assert unjudged.message == (
            "the policy a/fails could not judge this resource: to_number failed (policy.rego:7)"
        )
        assert sum(one.rule == "a/works" for one in found) == 9
        assert sum(one.rule == "a/fails" and not one.unjudged for one in found) == 8

    def test_a_rule_of_the_cluster_is_told_alone(self) -> None:
        def fails(_: list[JsonObject]) -> list[JsonValue]:
            raise EvaluationError("boom")

        engine = FakeEngine({"a/fails": fails, "a/works": lambda _: [{"msg": "w", "resource": 0}]})
        rules = [rule(one, scope="cluster") for one in engine.rules]
        found = evaluate([resource("x")], rules, engine).findings
        assert [(one.rule, one.unjudged, one.target) for one in found] == [
            ("a/fails", True, "app"),
            ("a/works", False, "app"),
        ]

    @given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6))))
    def test_every_other_pair_is_judged(self, failing: set[tuple[int, int]]) -> None:
        def judge(number: int) -> Judge:
            def judged(body: JsonObject) -> list[JsonValue]:
                if (number, int(str(cast("JsonObject", body["metadata"])["name"]))) in failing:
                    raise EvaluationError("no")
                return ["said"]

            return judged

        engine = FakeEngine({f"a/r{n}": judge(n) for n in range(7)})
        found = evaluate(
            [resource(str(n)) for n in range(7)], [rule(one) for one in engine.rules], engine
        ).findings
        pairs = {(int(one.rule[-1]), int(one.resource.name)): one.unjudged for one in found if one.resource}
        assert pairs == {(r, n): (r, n) in failing for r in range(7) for n in range(7)}

    def test_a_failing_engine_ends_it(self) -> None:
        def dies(_: JsonObject) -> list[JsonValue]:
            raise PolicyError("dead")

        with pytest.raises(PolicyError, match="dead"):
            evaluate([resource("x")], [rule("a/one")], FakeEngine({"a/one": dies}))


class TestExceptions:
    def test_they_are_counted_by_target_and_rule(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(import_module("gate.evaluate.evaluate"), "BATCH_RESOURCES", 2)
        engine = FakeEngine({"a/one": lambda _: [EXCEPTED], "a/two": lambda _: [EXCEPTED, "no"]})
        pods = [resource("x"), resource("y"), resource("z"), resource("x", target="other")]
        rules = [rule("a/one", kinds=("Pod",)), rule("a/two")]
        outcome = evaluate([*pods, resource("s", "Secret")], rules, engine)
        assert len(engine.asked) == 3
        assert [(one.path, one.reason) for one in outcome.accounts] == [
            ("app", "excepted by the policies: a/one (3 resources)"),
            ("app", "excepted by the policies: a/two (4 resources)"),
            ("other", "excepted by the policies: a/one (1 resource)"),
            ("other", "excepted by the policies: a/two (1 resource)"),
        ]
        assert {one.rule for one in outcome.findings} == {"a/two"}

    def test_a_cluster_is_told_of_by_its_first_target(self) -> None:
        engine = FakeEngine({"a/all": lambda bodies: [EXCEPTED] if len(bodies) == 2 else []})
        pods = [resource("x", target=name) for name in ("app", "beside", "alone")]
        of_clusters = {"app": "c", "beside": "c", "alone": "d"}
        outcome = evaluate(pods, [rule("a/all", scope="cluster")], engine, clusters=of_clusters)
        (account,) = outcome.accounts
        assert account == Account("app", "excepted by the policies: a/all (the cluster)")
        assert outcome.findings == ()

    def test_halving_counts_none_twice(self) -> None:
        def fails(body: JsonObject) -> list[JsonValue]:
            if body["metadata"] == {"name": "2"}:
                raise EvaluationError("it fails")
            return [EXCEPTED]

        engine = FakeEngine({"a/one": fails, "a/two": lambda _: [EXCEPTED]})
        outcome = evaluate([resource(str(n)) for n in range(5)], [rule("a/one"), rule("a/two")], engine)
        assert [one.reason for one in outcome.accounts] == [
            "excepted by the policies: a/one (4 resources)",
            "excepted by the policies: a/two (5 resources)",
        ]
        assert [one.unjudged for one in outcome.findings] == [True]


class TestPointers:
    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            ("/metadata/name", "/metadata/name"),
            ("/metadata/missing", "/metadata/missing"),
            ("/spec/containers", ""),
            ("/a~1b/c~0d", "/a~1b/c~0d"),
            ("/list/0", "/list/0"),
            ("/list/9", "/list/9"),
            ("/list/x", "/list/x"),
            ("/list/-1/a", ""),
            ("metadata/name", ""),
            (7, ""),
            (None, ""),
        ],
    )
    def test_one_that_leads_nowhere_is_the_resource(self, said: JsonValue, kept: str) -> None:
        body: dict[str, Any] = {"a/b": {"c~d": 1}, "list": [1]}
        engine = FakeEngine({"a/one": lambda _: [{"msg": "m", "pointer": said}]})
        (finding,) = evaluate([resource("web", **body)], [rule("a/one")], engine).findings
        assert (finding.pointer, finding.unjudged) == (kept, False)


class TestMalformedAnswers:
    """They are said: no answer is dropped."""

    @pytest.mark.parametrize(
        "result", [None, 7, True, [], {}, "", " ", {"msg": ""}, {"msg": 3}, {"message": "m"}]
    )
    def test_without_a_message_is_unjudged(self, result: JsonValue) -> None:
        (finding,) = evaluate(
            [resource("x")], [rule("a/one")], FakeEngine({"a/one": lambda _: [result]})
        ).findings
        assert finding.unjudged
        assert finding.message.endswith("neither a message nor an object with `msg`")

    @pytest.mark.parametrize("index", [None, -1, 1, "0", True, 0.5])
    def test_a_rule_of_the_cluster_that_names_no_resource_is_unjudged(self, index: JsonValue) -> None:
        engine = FakeEngine({"a/all": lambda _: [{"msg": "m", "resource": index}]})
        (finding,) = evaluate([resource("x")], [rule("a/all", scope="cluster")], engine).findings
        assert finding.unjudged
        assert "names no resource" in finding.message

    @pytest.mark.parametrize(
        "answer", [None, {}, [1], [{"rule": "a/other", "resource": 0}], [{"rule": "a/one", "resource": "0"}]]
    )
    def test_an_answer_of_another_shape_ends_it(self, answer: JsonValue) -> None:
        class Odd(FakeEngine):
            def ask(self, items: Sequence[bytes], select: Select, environment: str) -> JsonValue:
                return answer

        with pytest.raises(PolicyError, match="entry point"):
            evaluate([resource("x")], [rule("a/one")], Odd({}))


def test_related_places_are_told_by_file() -> None:
    said: JsonObject = {
        "msg": "m",
        "resource": 0,
        "related": [{"msg": "bound here", "pointer": "/subjects/0", "resource": 1}],
    }
    engine = FakeEngine({"a/all": lambda _: [said]})
    (finding,) = evaluate([resource("x"), resource("y")], [rule("a/all", scope="cluster")], engine).findings
    ((related),) = finding.related
    assert (related.location.path, related.location.precision) == ("app.yaml", "file")
    assert related.message == "bound here (/subjects/0 of Pod y)"


@given(st.permutations([resource(name, target=target) for target in "ab" for name in "xyz"]))
def test_the_order_of_resources_does_not_matter(resources: list[Resource]) -> None:
    engine = FakeEngine({"a/one": lambda body: [body["metadata"]["name"]], "a/two": lambda _: ["t"]})
    found = evaluate(resources, [rule("a/two"), rule("a/one")], engine).findings
    assert [(one.target, str(one.resource), one.rule) for one in found] == sorted(
        (one.target, str(one.resource), one.rule) for one in found
    )
    assert len(found) == 12
    assert all(re.fullmatch(r"[xyzt]", one.message) for one in found)
