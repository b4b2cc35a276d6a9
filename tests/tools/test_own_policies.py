"""An organisation's own policies, with a real OPA: what is asked, what is refused, and what hostile ones can do."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest

from gate.config.settings import Settings
from gate.errors import PolicyError
from gate.evaluate import EngineChoice, PolicySet, choose_engine, engine, opa, running
from gate.evaluate import evaluate as evaluate_module
from gate.evaluate.bundle import Pack
from gate.evaluate.engines import Engine
from gate.evaluate.own import PolicyFolder, prepared
from gate.evaluate.own.compiling import capabilities
from gate.model.finding import Finding
from gate.model.json import JsonObject
from gate.model.outcome import Account, Outcome
from gate.model.resource import Provenance, Resource, ResourceId
from gate.system.process import Limits
from tests.tools.checkout import Checkout

pytestmark = pytest.mark.needs("opa")
OPA = shutil.which("opa") or ""
TODAY = date(2026, 6, 15)
Asked = Callable[..., tuple[Finding, ...]]
Answered = Callable[..., Outcome[Finding]]


def folder(name: str = "policy", **files: str) -> PolicyFolder:
    """`a__b` is `a/b`, and the rest of a name up to `_rego` and the like its ending."""
    return PolicyFolder(name, {path_of(path): text.encode() for path, text in files.items()})


def path_of(name: str) -> str:
    stem, _, ending = name.replace("__", "/").rpartition("_")
    return f"{stem}.{ending}"


def policies(*folders: PolicyFolder, store: str = "", program: str = OPA) -> PolicySet:
    return prepared("policies", folders or (folder(),), program, store)


def faults(**files: str) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        policies(folder(**files))
    return [error.message for error in (caught.value, *caught.value.also)]


def resource(body: Mapping[str, Any]) -> Resource:
    name = body["metadata"]["name"]
    return Resource(
        ResourceId(body["apiVersion"], body["kind"], "", name),
        0,
        orjson.dumps(body),
        Provenance("app"),
        ("1.34",),
    )


def pods(*names: str, **labels: str) -> list[Resource]:
    meta = [{"name": name, "labels": labels} for name in names]
    return [resource({"apiVersion": "v1", "kind": "Pod", "metadata": one}) for one in meta]


@pytest.fixture(params=["opa", "embedded"])
def answered(request: pytest.FixtureRequest) -> Answered:
    """Ask a set of one engine, then of the other."""

    def ask(own: PolicySet, resources: list[Resource], settings: Settings | None = None) -> Outcome[Finding]:
        choice = choose_engine(request.param, TODAY, opa=(OPA, "1.21.1"))
        with engine(choice, own.rules, settings or Settings(), (own,)) as started:
            each = started.alone(resources, {})
            whole = started.together(resources, {}, {})
        assert not (*each.errors, *whole.errors)
        return Outcome((), (*each.findings, *whole.findings), (*each.accounts, *whole.accounts))

    return ask


@pytest.fixture
def asked(answered: Answered) -> Asked:
    """The findings alone."""
    return lambda *about: answered(*about).findings


def said(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [(one.rule, one.resource.name if one.resource else "", one.message) for one in findings]


class TestWhatIsAsked:
    def test_messages_and_objects_of_every_verb(self, asked: Asked) -> None:
        own = policies(
            folder(
                a_rego=(
                    "package main\n\n"
                    'deny contains "denied" if input.kind == "Pod"\n'
                    'deny_other contains {"msg": "an object", "pointer": "/metadata/name"} if true\n'
                    'violation contains {"msg": "violated", "details": {"x": 1}} if true\n'
                    'warn_it contains msg if msg := sprintf("%s warns", [input.metadata.name])\n'
                    'denyx contains "nobody asks this" if true\n'
                )
            )
        )
        assert [(one.id, one.severity) for one in own.rules] == [
            ("policy/deny", "error"),
            ("policy/deny_other", "error"),
            ("policy/violation", "error"),
            ("policy/warn_it", "warning"),
        ]
        findings = asked(own, pods("a"))
        assert said(findings) == [
            ("policy/deny", "a", "denied"),
            ("policy/deny_other", "a", "an object"),
            ("policy/violation", "a", "violated"),
            ("policy/warn_it", "a", "a warns"),
        ]
        assert [one.pointer for one in findings] == ["", "/metadata/name", "", ""]
        assert findings[0].remedy == "see the policy, policy/a.rego:3"

    def test_both_versions_of_rego_side_by_side(self, asked: Asked) -> None:
        own = policies(
            folder(
                old_rego='package main\nimport data.lib\ndeny[msg] { lib.is_pod; msg := "old" }\n',
                lib__new_rego='package lib\nis_pod if input.kind == "Pod"\n',
                deprecated_rego='package main\nimport future.keywords\nwarn contains "re" if re_match("^P", input.kind)\n',
            )
        )
        assert [(one.path, one.version) for one in own.modules] == [
            ("policy/deprecated.rego", 0),
            ("policy/lib/new.rego", 1),
            ("policy/old.rego", 0),
        ]
        assert said(asked(own, pods("a"))) == [("policy/deny", "a", "old"), ("policy/warn", "a", "re")]

    def test_other_packages_are_named_by_their_path(self, asked: Asked) -> None:
        own = policies(folder(a_rego='package kubernetes.admission\ndeny contains "no" if true\n'))
        assert said(asked(own, pods("a"))) == [("kubernetes.admission/deny", "a", "no")]

    def test_exceptions_as_in_conftest(self, asked: Asked) -> None:
        own = policies(
            folder(
                a_rego=(
                    "package main\n"
                    'deny_root contains "root" if true\n'
                    'deny_other contains "other" if true\n'
                    'deny contains "plain" if true\n'
                    'exception contains rules if { input.metadata.name == "allowed"; rules := ["root", ""] }\n'
                )
            )
        )
        assert said(asked(own, pods("allowed", "usual"))) == [
            ("policy/deny_other", "allowed", "other"),
            ("policy/deny", "usual", "plain"),
            ("policy/deny_other", "usual", "other"),
            ("policy/deny_root", "usual", "root"),
        ]

    def test_what_is_excepted_is_accounted_for(self, answered: Answered) -> None:
        own = policies(
            folder(
                a_rego=(
                    "package main\n"
                    'deny_root contains "root" if input.metadata.name == "allowed"\n'
                    'warn_root contains "root" if input.metadata.name == "usual"\n'
                    'deny_other contains "other" if true\n'
                    "deny if true\n"
                    'exception contains ["root"] if startswith(input.metadata.name, "allowed")\n'
                    'exception contains ["root", ""] if input.metadata.name == "allowed"\n'
                ),
                b_rego='package beside\ndeny_root contains "root" if input.metadata.name == "allowed"\n',
            )
        )
        outcome = answered(own, pods("allowed", "allowed-too", "usual"))
        assert [(one.path, one.reason) for one in outcome.accounts] == [
            ("app", "excepted by the policies: policy/deny (1 resource)"),
            ("app", "excepted by the policies: policy/deny_root (2 resources)"),
            ("app", "excepted by the policies: policy/warn_root (2 resources)"),
        ]
        assert [(one.rule, one.unjudged) for one in outcome.findings] == [
            ("beside/deny_root", False),
            ("policy/deny_other", False),
            *(("policy/deny", True), ("policy/deny_other", False)),
            *(("policy/deny", True), ("policy/deny_other", False), ("policy/warn_root", False)),
        ]

    def test_a_rule_of_the_cluster_is_excepted_from_all_of_it(self, answered: Answered) -> None:
        text = (
            "package main\n# METADATA\n# custom: {scope: cluster}\n"
            'deny_many contains {"msg": "many", "resource": 0} if count(input.resources) > 1\n'
            'exception contains ["many"] if input.resources[_].metadata.name == "b"\n'
        )
        own = policies(folder(a_rego=text))
        assert answered(own, pods("a", "b")) == Outcome(
            accounts=(Account("app", "excepted by the policies: policy/deny_many (the cluster)"),)
        )
        (finding,) = answered(own, pods("a", "c")).findings
        assert finding.message == "many"

    def test_nothing_is_accounted_for_where_no_exception_holds(self, answered: Answered) -> None:
        text = f'package main\n{DENY}exception contains ["other"] if true\nexception contains [""] if false\n'
        assert answered(policies(folder(a_rego=text)), pods("a")).accounts == ()

    def test_data_beside_the_policies(self, asked: Asked) -> None:
        own = policies(
            folder(
                a_rego='package main\ndeny contains msg if msg := concat(" ", [data.top, data.below.names[0]])\n',
                all_yaml="top: one\n",
                below__list_json='{"names": ["two"]}',
                pod_yaml="apiVersion: v1\nkind: Pod\nmetadata: {name: no-data}\n",
            )
        )
        assert said(asked(own, pods("a"))) == [("policy/deny", "a", "one two")]

    def test_metadata(self, asked: Asked) -> None:
        own = policies(
            folder(
                a_rego=(
                    "# METADATA\n# title: Teams\n# custom:\n#   id: acme/team\n#   severity: info\n"
                    "#   kinds: [Pod]\n#   remediation: add it\n"
                    "#   params: {label: {type: string, default: team}}\n"
                    "package acme.teams\n"
                    'deny contains msg if {\n\tlabel := data.params["acme/team"].label\n'
                    "\tnot input.metadata.labels[label]\n"
                    '\tmsg := sprintf("no %s on %s", [label, data.params.today])\n}\n'
                )
            )
        )
        (rule,) = own.rules
        assert (rule.title, rule.severity, rule.kinds, rule.remediation) == (
            "Teams",
            "info",
            ("Pod",),
            "add it",
        )
        service = resource({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}})
        assert said(asked(own, [*pods("a"), *pods("b", team="x"), service])) == [
            ("acme/team", "a", "no team on 2026-06-15")
        ]

    def test_a_rule_that_looks_at_the_cluster(self, asked: Asked) -> None:
        own = policies(
            folder(
                a_rego=(
                    "# METADATA\n# custom: {scope: cluster}\npackage main\n"
                    'deny contains {"msg": "many", "resource": 1} if count(input.resources) > 1\n'
                )
            )
        )
        assert said(asked(own, pods("a", "b"))) == [("policy/deny", "b", "many")]

    def test_the_values_of_a_secret_are_not_shown(self, asked: Asked) -> None:
        own = policies(folder(a_rego='package main\ndeny contains sprintf("%v", [input.data]) if true\n'))
        body = {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "s"},
            "data": {"key": "aHVudGVyMg=="},
        }
        (finding,) = asked(own, [resource(body)])
        assert finding.message == '{"key": "cGxhY2Vob2xkZXI="}'

    def test_what_makes_no_sense_is_said(self, asked: Asked) -> None:
        own = policies(folder(a_rego="package main\ndeny if true\nwarn contains 7 if true\n"))
        findings = asked(own, pods("a"))
        assert [(one.rule, one.unjudged) for one in findings] == [
            ("policy/deny", True),
            ("policy/warn", True),
        ]
        assert "neither a message nor an object" in findings[0].message

    def test_a_built_in_that_fails_is_undefined_as_in_conftest(self, asked: Asked) -> None:
        own = policies(folder(a_rego='package main\ndeny contains "no" if not to_number(input.kind)\n'))
        assert said(asked(own, pods("a"))) == [("policy/deny", "a", "no")]


@pytest.mark.needs("conftest")
def test_the_same_messages_as_conftest(tmp_path: Path, answered: Answered) -> None:
    manifests = [
        {
            "apiVersion": "v1",
            "kind": kind,
            "metadata": {"name": f"{kind.lower()}-{n}", "labels": {"n": str(n)}},
        }
        for kind in ("Pod", "Service", "ConfigMap")
        for n in range(3)
    ]
    (tmp_path / "all.yaml").write_text("\n---\n".join(map(json.dumps, manifests)))
    files = {
        "main_rego": (
            "package main\nimport rego.v1\nimport data.lib\n"
            'deny contains msg if { lib.named("pod-1"); msg := "a pod" }\n'
            'deny_label contains {"msg": msg} if { input.metadata.labels.n == "2"; msg := data.words.two }\n'
            'warn contains msg if { msg := sprintf("%s %q %v", [input.kind, input.metadata.name, input.metadata]) }\n'
            'violation contains {"msg": "v", "x": 1} if to_number(input.metadata.labels.n) > 1\n'
            'exception contains ["label"] if input.kind == "Service"\n'
        ),
        "lib_rego": "package lib\nimport rego.v1\nnamed(name) if input.metadata.name == name\n",
        "words_yaml": "words: {two: second}\n",
    }
    for name, text in files.items():
        (tmp_path / path_of(name)).write_text(text)
    told = subprocess.run(
        ["conftest", "test", "all.yaml", "--policy", ".", "--data", "words.yaml", "--output", "json"],
        cwd=tmp_path, capture_output=True, check=False,
    ).stdout  # fmt: skip
    results = json.loads(told)
    theirs = sorted(
        (kind, one["msg"])
        for result in results
        for kind in ("failures", "warnings")
        for one in result.get(kind, ())
    )
    outcome = answered(policies(folder(**files)), [resource(body) for body in manifests])
    ours = sorted(
        ("failures" if one.severity == "error" else "warnings", one.message) for one in outcome.findings
    )
    assert ours == theirs
    assert len(ours) > len(manifests)
    assert sum(len(result.get("exceptions", ())) for result in results) == 3
    assert [one.reason for one in outcome.accounts] == [
        "excepted by the policies: policy/deny_label (3 resources)"
    ]


@cache
def builtins_that_are_out() -> tuple[str, ...]:
    if not OPA:
        return ()
    current = subprocess.run([OPA, "capabilities", "--current"], check=True, capture_output=True).stdout
    allowed = {one["name"] for one in json.loads(capabilities())["builtins"]}
    return tuple(sorted({one["name"] for one in json.loads(current)["builtins"]} - allowed))


# What OPA itself makes calls of, and cannot be called by name.
INTERNAL = ("internal.test_case",)


@pytest.fixture(scope="module")
def refused() -> list[str]:
    """What is said of one policy that calls all that is out."""
    calls = [name for name in builtins_that_are_out() if name not in INTERNAL]
    rules = "".join(f"p{number} if {name}()\n" for number, name in enumerate(calls))
    return faults(a_rego=f'package main\ndeny contains "no" if true\n{rules}')


@pytest.mark.parametrize("name", [name for name in builtins_that_are_out() if name not in INTERNAL])
def test_a_built_in_that_is_out_is_refused(refused: list[str], name: str) -> None:
    row = 3 + [one for one in builtins_that_are_out() if one not in INTERNAL].index(name)
    assert f"policy/a.rego:{row}: {name} is not allowed to policies" in refused


@pytest.mark.parametrize(
    "name", ["http.send", "opa.runtime", "net.lookup_ip_addr", "json.match_schema", "json.verify_schema",
             "time.now_ns", "rand.intn", "uuid.rfc4122", "trace", "rego.parse_module"],
)  # fmt: skip
def test_these_are_out_whatever_opa_has(name: str) -> None:
    assert name in builtins_that_are_out()


DENY = 'deny contains "no" if true\n'
REFUSED = {
    "a package of the gate's": (
        f"package gate.rbac\n{DENY}",
        "policy/a.rego:1: packages below `gate` are the gate's",
    ),
    "the entry": (f"package system.entry\n{DENY}", "policy/a.rego:1: packages below `system` are the gate's"),
    "parameters": (f"package params\n{DENY}", "policy/a.rego:1: packages below `params` are the gate's"),
    "what only the gate reads": (
        "package main\ndeny contains x if x := data.system.nonce\n",
        "policy/a.rego:2: `data.system` is the gate's",
    ),
    "a schema that is read": (
        'package main\n# METADATA\n# schemas:\n# - input: {"$ref": "file:///etc/hostname"}\n' + DENY,
        "policy/a.rego:2: a schema in METADATA `schemas` can read files and addresses",
    ),
    "what conftest alone gives": (
        "package main\ndeny contains x if x := data.conftest.file.name\n",
        "policy/a.rego:2: `data.conftest` is given by conftest alone",
    ),
    "conftest's own built-in": (
        'package main\ndeny contains "x" if parse_config_file("x.json")\n',
        "policy/a.rego:2: parse_config_file is conftest's own",
    ),
    "--combine by contents": (
        'package main\ndeny contains "x" if { some i; input[i].contents.kind == "Pod" }\n',
        "policy/a.rego:2: it goes through many resources, as `conftest --combine` shows them",
    ),
    "--combine by items": (
        'package main\nimport future.keywords.in\ndeny[msg] { some one in input; one[_].kind == "Pod"; msg := "x" }\n',
        "policy/a.rego:3: it goes through many resources, as `conftest --combine` shows them",
    ),
    "no Rego": ("package main\ndeny contains {\n", "policy/a.rego:"),
    "a function that is not there": (
        'package main\ndeny contains "x" if helper(1)\n',
        "policy/a.rego:2: there is no function helper",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused(what: str) -> None:
    text, message = REFUSED[what]
    assert [one for one in faults(a_rego=text) if one.startswith(message)]


@pytest.mark.parametrize(
    "text",
    [
        # Fields of one resource by their names, and words that only look like those above.
        'package main\ndeny contains k if { some k in ["a", "b"]; input[k] }\n',
        'package main\ndeny contains k if { some k, _ in input; startswith(k, "x") }\n',
        'package main\ndeny contains "x" if input.spec.containers[_].contents\n',
        'package main\n# METADATA\n# schemas:\n# - input: schema["pod"]\n' + DENY,
        f"package gateway\n{DENY}",
    ],
)  # fmt: skip
def test_near_misses_of_what_is_refused(text: str) -> None:
    assert policies(folder(a_rego=text)).rules


@pytest.mark.parametrize("root", ["gate", "system", "params"])
def test_data_leave_the_roots_of_the_gate_alone(root: str) -> None:
    said = faults(a_rego=f"package main\n{DENY}", d_yaml=f"{root}: {{}}\n")
    assert said == [f"policy/d.yaml: `data.{root}` is the gate's"]


class TestNoRule:
    """Policies that nobody asks are no pass."""

    def test_no_rule_at_all(self) -> None:
        assert faults(a_rego="package main\nallow if true\n") == ["policies: no rule lies in policy"]

    def test_nothing_at_all(self) -> None:
        assert faults() == ["policies: no policy and no data lies in policy"]

    def test_tests_alone(self) -> None:
        assert faults(a_test_rego="package main\ntest_x if true\n") == ["policies: no rule lies in policy"]

    def test_a_folder_that_nobody_reads_beside_one_that_has_rules(self) -> None:
        rules = folder("rules", a_rego=f"package main\n{DENY}")
        with pytest.raises(PolicyError, match="no rule lies in typo, and no policy reads it"):
            policies(rules, folder("typo", a_rego="package typo\ndenies if true\n"))

    def test_a_library_that_a_policy_reads(self) -> None:
        rules = folder("rules", a_rego="package main\nimport data.lib.x\ndeny contains x.y if true\n")
        assert policies(rules, folder("lib", a_rego="package lib.x\ny := 1\n")).rules


class TestIds:
    def test_two_rules_of_one_id(self) -> None:
        text = "# METADATA\n# custom: {id: a/b}\npackage main\n" + DENY + DENY.replace("deny", "warn")
        assert faults(a_rego=text) == ["two rules are a/b: policy/a.rego:4 and policy/a.rego:5"]

    def test_one_that_is_no_id(self) -> None:
        (said,) = faults(a_rego=f"# METADATA\n# custom: {{id: a b}}\npackage main\n{DENY}")
        assert said == "policy/a.rego:4: METADATA `custom.id` 'a b' is no id of a rule"

    def test_a_severity_of_others_is_said(self) -> None:
        own = policies(
            folder(a_rego=f"# METADATA\n# custom: {{id: KSV001, severity: HIGH}}\npackage main\n{DENY}")
        )
        assert [(one.id, one.severity) for one in own.rules] == [("policy/KSV001", "error")]
        (notice,) = own.notices
        assert notice.startswith("The severity HIGH of main.deny (policy/a.rego:4) is none of the gate's")


RUNS_AWAY = (
    "\tns := numbers.range(1, 3000)\n"
    "\tcount([1 | some x in ns; some y in ns; some z in ns; x + y == z * 10007]) == -1\n}\n"
)


class TestHostileOnes:
    """A rule that fails is named with its resource, and nothing else is lost."""

    def test_one_that_crashes(self, asked: Asked) -> None:
        own = policies(
            folder(
                a_rego=(
                    'package main\nvalue := 1 if input.metadata.name == "b"\nvalue := 2\n'
                    'deny contains "no" if value == 1\nwarn contains "said" if true\n'
                )
            )
        )
        found = asked(own, pods("a", "b"))
        assert [(one.rule, one.resource and one.resource.name, one.unjudged) for one in found] == [
            ("policy/warn", "a", False),
            ("policy/deny", "b", True),
            ("policy/warn", "b", False),
        ]
        assert "policy/a.rego" in found[1].message

    def test_one_that_runs_away_on_one_resource(self, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opa, "SECONDS_FOR_OTHERS", 0.5)
        monkeypatch.setattr(running, "SECONDS_FOR_OTHERS", 0.5)
        text = f'package main\nwarn contains "said" if true\ndeny contains "no" if {{\n\tinput.metadata.name == "b"\n{RUNS_AWAY}'
        found = asked(policies(folder(a_rego=text)), pods("a", "b", "c"))
        assert [(one.rule, one.resource and one.resource.name, one.unjudged) for one in found] == [
            ("policy/warn", "a", False),
            ("policy/deny", "b", True),
            ("policy/warn", "b", False),
            ("policy/warn", "c", False),
        ]
        assert found[1].message.endswith("it took longer than 0.5 seconds")

    def test_one_that_runs_away_on_all_is_given_up(
        self, asked: Asked, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(opa, "SECONDS_FOR_OTHERS", 0.3)
        monkeypatch.setattr(running, "SECONDS_FOR_OTHERS", 0.3)
        monkeypatch.setattr(evaluate_module, "MOST_COSTLY_OF_A_RULE", 3, raising=False)
        text = f'package main\nwarn contains "said" if true\ndeny contains "no" if {{\n{RUNS_AWAY}'
        names = [f"p{number}" for number in range(20)]
        found = asked(policies(folder(a_rego=text)), pods(*names))
        assert [one.rule for one in found if not one.unjudged] == ["policy/warn"] * len(names)
        assert {one.resource and one.resource.name for one in found if one.unjudged} == set(names)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """OPA ends over its own appetite; the gate starts it anew, and says of what it could not judge."""
    monkeypatch.setattr(opa, "LIMITS", Limits(memory_bytes=2048 * 2**20))
    text = (
        'package main\nwarn contains "said" if true\ndeny contains "no" if {\n\tinput.metadata.name == "b"\n'
        "\tcount([[x, y] | some x in numbers.range(1, 20000); some y in numbers.range(1, 20000)]) == 1\n}\n"
    )
    own = policies(folder(a_rego=text))
    with engine(EngineChoice("opa", TODAY, OPA, "1.21.1"), own.rules, Settings(), (own,)) as started:
        answers = started.alone(pods("a", "b"), {})
    assert not answers.errors
    assert [(one.rule, one.unjudged) for one in answers.findings] == [
        ("policy/warn", False),
        ("policy/deny", True),
        ("policy/warn", False),
    ]


class TestCompiledOnce:
    def test_the_next_run_needs_no_opa(self, tmp_path: Path) -> None:
        store = str(tmp_path / "store")
        first = policies(folder(a_rego=f"package main\n{DENY}"), store=store)
        again = policies(folder(a_rego=f"package main\n{DENY}"), store=store, program="")
        assert again == first
        assert again.wasm

    def test_others_do(self, tmp_path: Path) -> None:
        store = str(tmp_path / "store")
        policies(folder(a_rego=f"package main\n{DENY}"), store=store)
        with pytest.raises(PolicyError, match="OPA was not found") as caught:
            policies(folder(a_rego=f"package main\n{DENY}\n"), store=store, program="")
        assert "gate tools install opa" in caught.value.hint

    def test_what_webassembly_lacks_is_named(self) -> None:
        own = policies(
            folder(a_rego='package main\ndeny contains x if x := regex.replace(input.kind, "P", "Q")\n')
        )
        assert own.why_not == "the embedded engine has no built-in regex.replace"
        with engine(choose_engine("embedded", TODAY), own.rules, Settings(), (own,)) as started:
            (error,) = started.alone(pods("a"), {}).errors
        assert error.message == "policies: the embedded engine has no built-in regex.replace"
        assert error.hint == "use --engine opa"


SPLIT = {
    "lib_rego": """package lib
clean(x) := regex.replace(x, "P", "Q")
short(x) := count(x) < 4
""",
    "a_rego": """package acme.a
deny contains x if x := data.lib.clean(input.kind)
warn contains "short" if data.lib.short(input.kind)
""",
    "main_rego": """package main
deny_one contains "one" if input.kind == "Pod"
violation contains result if {
	some name
	result := data.acme[name].deny[_]
}
""",
    "kept_rego": """package kept
deny_two contains "two" if input.kind == "Pod"
exception contains ["two"] if data.lib.clean(input.kind) == "Qod"
""",
}
NO_REPLACE = "the embedded engine has no built-in regex.replace"
NOT_COMPILED = ("acme.a/deny", "kept/deny_two", "policy/violation")


class TestWhatWebAssemblyLacks:
    """Rules that reach such a built-in are not compiled: through a library, an exception, a package that is known
    when it is asked.
    """

    def test_what_reaches_it_is_apart(self) -> None:
        own = policies(folder(**SPLIT))
        assert (own.why_not, own.lacking) == ("", dict.fromkeys(NOT_COMPILED, NO_REPLACE))
        assert own.parts("opa") == (own,)
        inside, outside = own.parts("embedded")
        assert [rule.id for rule in inside.rules] == ["acme.a/warn", "policy/deny_one"]
        assert [rule.id for rule in outside.rules] == list(NOT_COMPILED)
        assert (bool(inside.wasm), bool(outside.wasm)) == (True, False)

    def test_the_rest_says_the_same_on_both_engines(self) -> None:
        own = policies(folder(**SPLIT))
        answers = {}
        for name in ("opa", "embedded"):
            choice = choose_engine(name, TODAY, opa=(OPA, "1.21.1"))
            with engine(choice, own.rules, Settings(), (own,)) as started:
                answers[name] = started.alone(pods("a"), {})
        on_opa = [one for one in answers["opa"].findings if one.rule not in NOT_COMPILED]
        assert tuple(on_opa) == answers["embedded"].findings
        assert said(answers["embedded"].findings) == [
            ("acme.a/warn", "a", "short"),
            ("policy/deny_one", "a", "one"),
        ]
        assert said(tuple(one for one in answers["opa"].findings if one not in on_opa)) == [
            ("acme.a/deny", "a", "Qod"),
            ("policy/violation", "a", "Qod"),
        ]
        assert answers["opa"].errors == ()
        (error,) = answers["embedded"].errors
        assert error.message == f"policies: {', '.join(NOT_COMPILED)}: {NO_REPLACE}"

    def test_where_neither_is_asked_for_opa_has_the_rest_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        own = policies(folder(**SPLIT))
        opened: dict[str, list[str]] = {}
        open_engine = running.open_engine

        def opening(choice: EngineChoice, policies_: Pack | PolicySet, data: JsonObject) -> Engine:
            opened.setdefault(choice.name, []).extend(rule.id for rule in policies_.rules)
            return open_engine(choice, policies_, data)

        monkeypatch.setattr(running, "open_engine", opening)
        with engine(choose_engine("auto", TODAY, opa=(OPA, "1.21.1")), own.rules, Settings(), (own,)) as both:
            answers = both.alone(pods("a"), {})
        assert both.info.name == "embedded"
        assert opened["opa"] == list(NOT_COMPILED)
        assert set(opened["embedded"]) >= {"acme.a/warn", "policy/deny_one", "images/digest"}
        assert answers.errors == ()
        assert [one.rule for one in answers.findings] == [
            *("acme.a/warn", "policy/deny_one"),
            *("acme.a/deny", "policy/violation"),
        ]

    def test_who_asks_nothing_of_it_misses_nothing(self) -> None:
        own = policies(folder(**SPLIT))
        rules = [rule for rule in own.rules if rule.id == "policy/deny_one"]
        with engine(choose_engine("embedded", TODAY), rules, Settings(), (own,)) as started:
            answers = started.alone(pods("a"), {})
        assert (said(answers.findings), answers.errors) == ([("policy/deny_one", "a", "one")], ())

    def test_the_next_run_knows_it(self, tmp_path: Path) -> None:
        store = str(tmp_path / "store")
        first = policies(folder(**SPLIT), store=store)
        assert policies(folder(**SPLIT), store=store, program="") == first


POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: nginx}]}\n"
CONFIG = "policies: [policy/]\nkubernetes: ['1.34']\n"


class TestTheCommand:
    def test_a_change_cannot_mend_its_policies(self, checkout: Checkout) -> None:
        checkout.commit({"p.yaml": POD, ".gate.yaml": CONFIG, "policy/a.rego": f"package main\n{DENY}"})
        checkout.git("switch", "--quiet", "--create", "change")
        checkout.commit({"policy/a.rego": f"package main\n{DENY.replace('true', 'false')}"})
        arguments = ("check", "--format", "json", "--select", "policy")
        assert checkout.gate(*arguments).report["findings"] == []
        report = checkout.gate(*arguments, "--trust", "main").report
        assert [one["rule"] for one in report["findings"]] == ["policy/deny"]

    def test_a_change_that_breaks_them_is_said(self, checkout: Checkout) -> None:
        checkout.commit({"p.yaml": POD, ".gate.yaml": CONFIG, "policy/a.rego": f"package main\n{DENY}"})
        checkout.git("switch", "--quiet", "--create", "change")
        checkout.commit({"policy/a.rego": "package main\ndeny contains\n"})
        report = checkout.gate("check", "--format", "json", "--trust", "main").report
        assert report["verdict"] == "incomplete"
        assert "policy/a.rego:3" in report["errors"][0]["message"]

    def test_what_they_except_is_told_in_every_run(self, checkout: Checkout) -> None:
        """Whatever earlier runs kept: of a target that changed, the others kept theirs."""
        text = f'package main\n{DENY}exception contains [""] if input.metadata.name == "p"\n'
        kustomization = "resources: [p.yaml]\n"
        files = {f"{name}/kustomization.yaml": kustomization for name in ("a", "b")}
        files |= {f"{name}/p.yaml": POD for name in ("a", "b")}
        checkout.commit({**files, ".gate.yaml": CONFIG, "policy/a.rego": text})
        arguments = ("check", "--select", "policy", "--format")
        reason = "excepted by the policies: policy/deny (1 resource)"
        for _ in range(2):
            report = checkout.gate(*arguments, "json").report
            assert (report["verdict"], report["findings"]) == ("pass", [])
            told = [one for one in report["accounting"]["skipped"] if one["reason"] == reason]
            assert [one["path"] for one in told] == ["a", "b"]
        checkout.write({"a/p.yaml": POD.replace("name: p}", "name: q}")})
        report = checkout.gate(*arguments, "json").report
        assert [one["resource"]["name"] for one in report["findings"]] == ["q"]
        assert [one["path"] for one in report["accounting"]["skipped"] if one["reason"] == reason] == ["b"]
        assert f"  b: {reason}\n" in checkout.gate(*arguments, "text", "-v").out
        assert "    1  excepted by the policies\n" in checkout.gate(*arguments, "text").out
