"""The engines as programs: rules that fail or run away, an OPA that dies or lies, doors that stay shut."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import orjson
import pytest
import requests

from gate.config.settings import Settings
from gate.errors import PolicyError
from gate.evaluate import EngineChoice, choose_engine, embedded, engine, evaluate, load_pack, opa
from gate.evaluate.embedded import Embedded
from gate.evaluate.engines import Engine, Select
from gate.evaluate.evaluate import LOST
from gate.evaluate.opa import Opa
from gate.model.json import JsonObject
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.rule import Rule

pytestmark = pytest.mark.needs("opa")
ROOT = Path(__file__).resolve().parents[2]
ENTRY = ROOT / "policies" / "entry" / "entry.rego"
OPA = shutil.which("opa") or ""
TODAY = date(2026, 6, 15)
DATA: JsonObject = {"system": {"params": {"": {"today": "2026-06-15"}}}}
POLICIES = {
    "works": 'deny contains "said"',
    # Two values for one rule: an error in OPA, an abort in WebAssembly.
    "conflicts": 'value := 1 if input.metadata.name == "b"\nvalue := 2\ndeny contains "no" if value == 1',
    "slow": (
        'deny contains "no" if {\n\tinput.metadata.name == "b"\n\tns := numbers.range(1, 3000)\n'
        "\tcount([1 | some x in ns; some y in ns; some z in ns; x + y == z * 10007]) == -1\n}"
    ),
}


def rules(*names: str) -> list[Rule]:
    return [Rule(f"test/{name}", "", "", "warning", "", policy=True) for name in names]


def pods(*names: str) -> list[Resource]:
    bodies = [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}} for name in names]
    return [
        Resource(ResourceId("v1", "Pod", "", name), index, orjson.dumps(body), Provenance("app"), ("1.34",))
        for index, (name, body) in enumerate(zip(names, bodies, strict=True))
    ]


def sources(folder: Path, **policies: str) -> list[str]:
    paths = [str(ENTRY)]
    for name, body in policies.items():
        path = folder / f"{name}.rego"
        path.write_text(f'package gate.test["{name}"]\n\n{body}\n')
        paths.append(str(path))
    return paths


def wasm(folder: Path, paths: list[str]) -> bytes:
    archive = folder / "bundle.tar.gz"
    subprocess.run([OPA, "build", "-t", "wasm", "-e", opa.ENTRY, "-o", archive, *paths], check=True)
    with tarfile.open(archive) as bundle:
        module = bundle.extractfile("/policy.wasm")
        assert module is not None
        return module.read()


Start = Callable[..., Any]


@pytest.fixture(params=["opa", "embedded"])
def started(request: pytest.FixtureRequest, tmp_path: Path) -> Start:
    """Start one engine, then the other, with policies made for the test."""

    @contextmanager
    def start(**policies: str) -> Iterator[Engine]:
        paths = sources(tmp_path, **policies)
        made: Engine = (
            Opa(OPA, paths, DATA) if request.param == "opa" else Embedded(wasm(tmp_path, paths), DATA)
        )
        try:
            yield made
        finally:
            made.close()

    return start


class TestARuleThatFails:
    def test_the_pair_is_named_and_nothing_else_is_lost(self, started: Start) -> None:
        with started(works=POLICIES["works"], conflicts=POLICIES["conflicts"]) as engine_:
            found = evaluate(pods("a", "b", "c"), rules("works", "conflicts"), engine_).findings
        assert [(one.rule, one.resource and one.resource.name, one.unjudged) for one in found] == [
            ("test/works", "a", False),
            ("test/conflicts", "b", True),
            ("test/works", "b", False),
            ("test/works", "c", False),
        ]
        (unjudged,) = [one for one in found if one.unjudged]
        assert "multiple outputs" in unjudged.message or "conflict" in unjudged.message

    def test_one_that_runs_away_is_named_too(self, started: Start, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opa, "SECONDS_TO_ANSWER", 0.5)
        monkeypatch.setattr(embedded, "SECONDS_TO_ANSWER", 0.5)
        with started(works=POLICIES["works"], slow=POLICIES["slow"]) as engine_:
            found = evaluate(pods("a", "b"), rules("works", "slow"), engine_).findings
            again = evaluate(pods("c"), rules("works"), engine_).findings
        assert [(one.rule, one.unjudged) for one in found] == [
            ("test/works", False),
            ("test/slow", True),
            ("test/works", False),
        ]
        assert found[1].message.endswith("it took longer than 0.5 seconds")
        assert [one.message for one in again] == ["said"]

    def test_one_that_runs_away_takes_no_other_question_with_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(opa, "SECONDS_TO_ANSWER", 1.0)
        monkeypatch.setattr(Opa, "at_once", 2)
        monkeypatch.setattr(import_module("gate.evaluate.evaluate"), "FEWEST_RESOURCES", 1)
        server = Opa(OPA, sources(tmp_path, works=POLICIES["works"], slow=POLICIES["slow"]), DATA)
        try:
            found = evaluate(pods("a", "b"), rules("works", "slow"), server).findings
        finally:
            server.close()
        assert [(one.rule, one.resource and one.resource.name, one.unjudged) for one in found] == [
            ("test/works", "a", False),
            ("test/slow", "b", True),
            ("test/works", "b", False),
        ]

    def test_its_words_hold_no_value(self, tmp_path: Path) -> None:
        body = 'deny contains "no" if to_number(input.metadata.name) == 1'
        server = Opa(OPA, sources(tmp_path, partial=body), DATA)
        try:
            (finding,) = evaluate(pods("s3cret"), rules("partial"), server).findings
        finally:
            server.close()
        assert finding.unjudged
        assert finding.message.endswith("could not judge this resource: to_number failed (partial.rego:3)")


def test_a_big_answer_and_a_big_question(started: Start) -> None:
    many = [f"{n:04}" + "x" * 2000 for n in range(3000)]
    with started(long="deny contains input.metadata.name") as engine_:
        found = evaluate(pods(*many), rules("long"), engine_).findings
    assert [one.message for one in found] == many


def test_data_is_the_same_at_each_question(started: Start) -> None:
    with started(today="deny contains data.params.today") as engine_:
        item = b'{"group":"Pod","body":%b}' % pods("a")[0].body
        asked = [engine_.ask([item], Select({"Pod": ["test/today"]}), "") for _ in range(50)]
    assert asked == [[{"rule": "test/today", "resource": 0, "result": "2026-06-15"}]] * 50


class TestTheServer:
    """What the gate starts answers the gate alone, and is gone when the gate is done."""

    @pytest.fixture
    def server(self, tmp_path: Path) -> Iterator[Opa]:
        server = Opa(OPA, sources(tmp_path, works=POLICIES["works"]), DATA)
        yield server
        server.close()

    def test_it_does_nothing_without_its_token_and_little_with_it(self, server: Opa) -> None:
        address = server._client.root_url
        own = dict(server._client.headers)
        findings = f"{address}/data/{opa.ENTRY}"
        with requests.Session() as session:
            session.trust_env = False
            assert session.post(findings, json={"input": {}}).status_code == 401
            assert (
                session.post(findings, json={"input": {}}, headers={"Authorization": "Bearer x"}).status_code
                == 401
            )
            assert session.post(findings, json={"input": {}}, headers=own).status_code == 200
            for method, path in (
                ("PUT", "policies/x"),
                ("GET", "policies"),
                ("PUT", "data/x"),
                ("POST", "query"),
            ):
                assert (
                    session.request(method, f"{address}/{path}", data=b"{}", headers=own).status_code == 401
                )
            assert session.get(f"{address}/data/system", headers=own).status_code == 401

    def test_its_token_is_not_in_its_arguments_and_its_files_are_its_own(self, server: Opa) -> None:
        token = dict(server._client.headers)["Authorization"].removeprefix("Bearer ")
        arguments = Path(f"/proc/{server._process.pid}/cmdline")
        if arguments.exists():
            told = arguments.read_bytes().split(b"\0")
            assert token.encode() not in b" ".join(told)
            folder = Path(next(one for one in told if one.endswith(b"data.json")).decode()).parent
            assert folder.stat().st_mode & 0o777 == 0o700
            assert [path.stat().st_mode & 0o777 for path in folder.glob("*.[jr]*")] == [0o600, 0o600]
            assert token not in (folder / "authz.rego").read_text() + (folder / "data.json").read_text()

    def test_one_that_dies_is_a_fault_of_the_set_up(self, server: Opa) -> None:
        server._process.stop()
        with pytest.raises(PolicyError, match="the gate started failed"):
            evaluate(pods("a"), rules("works"), server)

    def test_it_is_gone_after(self, server: Opa) -> None:
        server.close()
        server.close()
        assert server._process.poll() is not None

    def test_a_policy_that_does_not_compile(self, tmp_path: Path) -> None:
        with pytest.raises(PolicyError, match="does not start with the policies") as caught:
            Opa(OPA, sources(tmp_path, broken="deny contains x"), DATA)
        assert "OPA says" in caught.value.hint

    def test_a_program_that_is_no_opa(self) -> None:
        with pytest.raises(PolicyError):
            Opa(shutil.which("false") or "", [], DATA)

    def test_a_proxy_in_the_environment_is_not_asked(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        Opa(OPA, sources(tmp_path, works=POLICIES["works"]), DATA).close()


class TestTheModule:
    def test_a_built_in_that_the_gate_lacks_is_named(self, tmp_path: Path) -> None:
        paths = sources(tmp_path, odd='deny contains x if x := regex.replace(input.kind, "P", "Q")')
        with pytest.raises(PolicyError, match=r"no built-in regex\.replace"):
            Embedded(wasm(tmp_path, paths), DATA)

    def test_memory_is_bounded(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(embedded, "MEMORY_PAGES", 64)
        body = "deny contains x if x := count([y | some y in numbers.range(1, 1000000)])"
        small = Embedded(wasm(tmp_path, sources(tmp_path, works=POLICIES["works"], big=body)), DATA)
        found = evaluate(pods("a"), rules("works", "big"), small).findings
        assert [(one.rule, one.unjudged) for one in found] == [("test/big", True), ("test/works", False)]
        assert found[0].message.endswith(": it ran out of memory")

    def test_what_fills_the_memory_is_not_asked_for_ever(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(embedded, "MEMORY_PAGES", 64)
        body = "deny contains x if x := count([y | some y in numbers.range(1, 1000000)])"
        small = Embedded(wasm(tmp_path, sources(tmp_path, works=POLICIES["works"], big=body)), DATA)
        many = pods(*(f"pod-{number}" for number in range(50)))
        found = evaluate(many, rules("works", "big"), small).findings
        assert [one.rule for one in found if not one.unjudged] == ["test/works"] * 50
        assert {one.message.rpartition(": ")[2] for one in found if one.unjudged} == {
            "it ran out of memory",
            LOST,
        }

    @pytest.mark.parametrize("content", [b"", b"MZ", b"\0asm\x01\0\0\0"])
    def test_what_is_no_module_of_opas(self, content: bytes) -> None:
        with pytest.raises(PolicyError):
            Embedded(content, DATA)


@pytest.mark.parametrize("name", ["opa", "embedded"])
def test_the_pack_from_the_start_to_the_end(name: Literal["opa", "embedded"]) -> None:
    choice = choose_engine(name, TODAY, opa=(OPA, "1.22.0"))
    assert choice.name == name
    with engine(choice, load_pack().rules, Settings()) as running:
        body = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "a"},
            "spec": {"containers": [{"name": "c", "image": "nginx"}]},
        }
        pod = Resource(ResourceId("v1", "Pod", "", "a"), 0, orjson.dumps(body), Provenance("app"), ("1.34",))
        found = running.alone([pod], {"app": ""}).findings
        assert running.info.name == name
    assert "images/mutable-tag" in {one.rule for one in found}


def test_a_start_that_fails_is_told_by_whoever_waits_for_it() -> None:
    choice = EngineChoice("opa", TODAY, shutil.which("false") or "", "1.0.0")
    with engine(choice, load_pack().rules, Settings()) as running:
        (error,) = running.alone([], {}).errors
    assert isinstance(error, PolicyError)


class TestCapabilities:
    """The allow-list: what is out cannot be compiled, and everything that is in exists in this OPA."""

    ALLOWED = ROOT / "policies" / "capabilities.json"

    @pytest.mark.parametrize(
        "call",
        [
            'http.send({"method": "get", "url": "http://localhost"})',
            "opa.runtime()",
            'net.lookup_ip_addr("localhost")',
            'json.match_schema({}, {"$ref": "file:///etc/passwd"})',
            'json.verify_schema({"$ref": "file:///etc/passwd"})',
            "time.now_ns()",
            'rand.intn("x", 10)',
            'uuid.rfc4122("x")',
            'trace("x")',
            'io.jwt.decode("x")',
            'crypto.x509.parse_certificates("x")',
            "providers.aws.sign_req({}, {}, 1)",
            'rego.parse_module("x", "package x")',
        ],
    )
    def test_what_is_out(self, tmp_path: Path, call: str) -> None:
        module = tmp_path / "x.rego"
        module.write_text(f"package x\n\nx := {call}\n")
        assert "undefined function" not in self._checked(module)
        assert "undefined function" in self._checked(module, "--capabilities", str(self.ALLOWED))

    def test_what_is_in_is_as_opa_has_it(self) -> None:
        current = json.loads(
            subprocess.run([OPA, "capabilities", "--current"], check=True, capture_output=True).stdout
        )
        known = {one["name"]: one for one in current["builtins"]}
        for one in json.loads(self.ALLOWED.read_text())["builtins"]:
            assert not known[one["name"]].get("nondeterministic"), one["name"]

    @staticmethod
    def _checked(module: Path, *options: str) -> str:
        return subprocess.run(
            [OPA, "check", *options, module], check=False, capture_output=True, text=True
        ).stderr
