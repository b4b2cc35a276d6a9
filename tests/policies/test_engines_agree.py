"""The whole pack on both engines: the same findings on every case, and on cases with wrong types in them."""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import orjson
import pytest

from gate.cli.main import run
from gate.config.settings import Settings
from gate.evaluate import EngineChoice, Pack, evaluate, load_pack
from gate.evaluate.engines import Engine
from gate.evaluate.parameters import data_of
from gate.evaluate.running import open_engine
from gate.evaluate.shape import AS_IT_IS, ByMentions
from gate.model.finding import Finding
from gate.model.json import JsonObject, JsonValue, mapping, pointer_of, text, value_at
from gate.model.resource import Provenance, Resource, ResourceId
from tests.policies.cases import TODAY, Case, Folder, folders

pytestmark = pytest.mark.needs("opa")
WRONG: tuple[JsonValue, ...] = (
    None,
    True,
    7,
    -0.5,
    "",
    "x/y:z@",
    "~",
    [],
    [7],
    {},
    {"name": 7},
    [{}],
    {"": []},
)
MUTANTS = 2000


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def data(pack: Pack) -> JsonObject:
    """The parameters: each case that sets some is an environment of its own."""
    whole = data_of(pack.rules, Settings(), date.fromisoformat(TODAY))
    environments = mapping(mapping(whole["system"])["params"])
    defaults = mapping(environments[""])
    for folder, case in cases():
        if case.params:
            environments[case.name] = {**defaults, folder.id: mapping(defaults[folder.id]) | case.params}
    return whole


@pytest.fixture(scope="module")
def engines(pack: Pack, data: JsonObject) -> Iterator[tuple[Engine, Engine]]:
    today = date.fromisoformat(TODAY)
    opa = open_engine(EngineChoice("opa", today, shutil.which("opa") or "", "1.22.0"), pack, data)
    yield opa, open_engine(EngineChoice("embedded", today), pack, data)
    opa.close()


def cases() -> list[tuple[Folder, Case]]:
    return [
        (folder, case) for folder in folders() for kind in ("pass", "fail") for case in folder.cases(kind)
    ]


def test_every_case_is_judged_alike(pack: Pack, engines: tuple[Engine, Engine]) -> None:
    resources = [one for _, case in cases() for one in _resources(case)]
    environments = {case.name: case.name for _, case in cases() if case.params}
    opa, embedded = (
        evaluate(resources, pack.rules, one, environments=environments).findings for one in engines
    )
    assert opa
    assert opa == embedded
    assert not [one for one in opa if one.unjudged]


def test_every_case_is_judged_as_its_folder_says(pack: Pack, engines: tuple[Engine, Engine]) -> None:
    """The rules of the bundle, with the severities and remedies that a user sees."""
    rules = {rule.id: rule for rule in pack.rules}
    for folder, case in cases():
        environments = {case.name: case.name if case.params else ""}
        rule = replace(rules[folder.id], severity="info")
        for engine in engines:
            found = evaluate(_resources(case), [rule], engine, environments=environments).findings
            assert _lines(case, found) == case.marked, case.name
            assert {(one.severity, one.remedy) for one in found} <= {("info", rule.remediation)}


def test_the_tests_of_the_pack_pass_on_both(capsys: pytest.CaptureFixture[str]) -> None:
    """Engines differ in what built-ins take; the pack's own tests are where that shows first."""
    assert run(["test", "--pack", "--format", "json"]) == 0
    (suite,) = json.loads(capsys.readouterr().out)["suites"]
    assert suite["tests"]
    assert {(one["opa"], one["embedded"]) for one in suite["tests"]} == {("passed", "passed")}


def test_no_fault_is_without_what_its_rule_mentions(pack: Pack, engines: tuple[Engine, Engine]) -> None:
    """Rules are asked only where the resource holds one of their `mentions`: nothing may be lost by that."""
    resources = [one for _, case in cases() for one in _resources(case)]
    resources += _mutants(random.Random(2), MUTANTS)
    environments = {case.name: case.name for _, case in cases() if case.params}
    embedded = engines[1]
    all_asked, mentioned = (
        evaluate(resources, pack.rules, embedded, environments=environments, shape=shape).findings
        for shape in (AS_IT_IS, ByMentions(pack.rules))
    )
    assert mentioned
    assert mentioned == all_asked


def test_wrong_types_fail_no_rule_and_are_judged_alike(pack: Pack, engines: tuple[Engine, Engine]) -> None:
    """A built-in that fails is an error to OPA and undefined to WebAssembly, so no policy may let one fail."""
    resources = _mutants(random.Random(1), MUTANTS)
    opa, embedded = (evaluate(resources, pack.rules, one).findings for one in engines)
    unjudged = [one for one in (*opa, *embedded) if one.unjudged]
    bodies = {one.target: one.body.decode() for one in resources}
    assert not unjudged, "\n".join(f"{one.message}\n  {bodies[one.target]}" for one in unjudged[:5])
    assert opa == embedded


def _resources(case: Case) -> list[Resource]:
    return [_resource(one.body, index, case.name) for index, one in enumerate(case.documents)]


def _resource(body: JsonObject, index: int, target: str) -> Resource:
    metadata = mapping(body.get("metadata"))
    id_ = ResourceId(
        text(body.get("apiVersion")),
        text(body.get("kind")),
        text(metadata.get("namespace")),
        text(metadata.get("name")),
    )
    return Resource(id_, index, orjson.dumps(body), Provenance(target, document=index), ("1.34",))


def _lines(case: Case, found: tuple[Finding, ...]) -> frozenset[int]:
    return frozenset(
        case.documents[one.provenance.document or 0].line(one.pointer)
        for one in found
        if one.provenance is not None
    )


def _mutants(chance: random.Random, count: int) -> list[Resource]:
    """Resources of the cases with one value, or a second one, replaced by one of another type."""
    bodies = [one.body for _, case in cases() for one in case.documents]
    mutants = []
    for index in range(count):
        body = copy.deepcopy(chance.choice(bodies))
        for _ in range(chance.choice((1, 1, 2))):
            path = chance.choice([path for path in _paths(body) if path not in {(), ("kind",)}])
            parent: Any = value_at(body, pointer_of(path[:-1]))
            parent[path[-1]] = copy.deepcopy(chance.choice(WRONG))
        mutants.append(_resource(body, 0, f"mutant-{index}"))
    return mutants


def _paths(value: JsonValue) -> Iterator[tuple[str | int, ...]]:
    yield ()
    items: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in items:
        for path in _paths(child):
            yield (key, *path)
