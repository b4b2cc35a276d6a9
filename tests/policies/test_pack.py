"""Every policy of the pack: complete, tested, silent on `pass/`, exact to the line on `fail/`.

`pytest tests/policies -q -k wildcard-verbs` runs one policy alone: it is compiled with `policies/lib` only,
so that a policy that does not compile fails no other.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest

from gate.evaluate import load_pack, profile
from gate.pipeline.rules import all_rules
from tests.policies.cases import POLICIES, ROOT, TODAY, Case, Folder, folders, pointer_of

pytestmark = pytest.mark.needs("opa")
FOLDERS = folders()
FAMILIES = {"rbac", "resources", "secrets", "pod-security", "images", "network", "reliability"}
each_policy = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.id)


def _cases(kind: str) -> list[Any]:
    return [pytest.param(folder, case, id=case.name) for folder in FOLDERS for case in folder.cases(kind)]


@each_policy
def test_the_metadata_is_complete(folder: Folder) -> None:
    annotations = metadata(folder)
    custom = annotations.get("custom", {})
    assert folder.path.parent.name in FAMILIES
    assert package_of(folder) == ["data", "gate", *folder.id.split("/")]
    assert annotations["title"]
    assert not annotations["title"].endswith(".")
    assert annotations["description"].strip()
    assert custom["severity"] in {"error", "warning", "info", "ignore"}
    assert custom.get("scope", "resource") in {"resource", "cluster"}
    assert custom["remediation"]
    assert "\n" not in custom["remediation"].strip()
    assert not set(custom) - {"severity", "kinds", "mentions", "scope", "remediation", "params"}
    assert all(custom.get("mentions", []))
    for kind in custom.get("kinds", []):
        assert re.fullmatch(r"[A-Z][A-Za-z]+", kind)
    for name, schema in custom.get("params", {}).items():
        assert re.fullmatch(r"[a-z][A-Za-z]*", name)
        assert {"type", "default"} <= set(schema), f"{name} needs a type and a default"


@each_policy
def test_a_policy_has_rego_tests_and_cases(folder: Folder) -> None:
    assert sorted(path.name for path in folder.path.iterdir()) == [
        "fail",
        "pass",
        "policy.rego",
        "policy_test.rego",
    ]
    assert folder.cases("pass")
    assert folder.cases("fail")


@each_policy
def test_the_rego_is_strict_and_formatted(folder: Folder) -> None:
    run("opa", "check", "--strict", *sources(folder))
    assert run("opa", "fmt", "--diff", str(folder.path)) == ""


@each_policy
def test_the_rego_tests_pass(folder: Folder) -> None:
    report = json.loads(
        run("opa", "test", "--format=json", *sources(folder), str(folder.path / "policy_test.rego"))
    )
    assert report
    assert not [one["name"] for one in report if one.get("fail") or one.get("skip")]


@pytest.mark.parametrize(("folder", "case"), _cases("pass"))
def test_what_passes_gives_no_finding(folder: Folder, case: Case) -> None:
    assert case.documents
    assert not case.marked
    assert findings(folder, case) == []


@pytest.mark.parametrize(("folder", "case"), _cases("fail"))
def test_what_fails_is_found_at_the_marked_lines(folder: Folder, case: Case) -> None:
    found = findings(folder, case)
    lines = {case.documents[index].line(pointer_of(result)) for index, result in found}
    assert case.marked, "mark each offending line with a trailing `# <- here`"
    assert lines == case.marked, "\n".join(str(result) for _, result in found)


def findings(folder: Folder, case: Case) -> list[tuple[int, Any]]:
    """What the policy alone says of the case, through the pack's entry point."""
    custom = metadata(folder)["custom"]
    kinds = custom.get("kinds") or [str(one.body["kind"]) for one in case.documents]
    cluster = custom.get("scope") == "cluster"
    by_kind = {kind: [folder.id] for kind in kinds}
    select = {"resource": {} if cluster else by_kind, "cluster": [folder.id] if cluster else []}
    resources = [{"group": one.body["kind"], "body": one.body} for one in case.documents]
    defaults = {name: schema["default"] for name, schema in custom.get("params", {}).items()}
    data = {"system": {"params": {"": {"today": TODAY, folder.id: defaults | case.params}}}}
    with tempfile.TemporaryDirectory() as private:
        params = Path(private) / "data.json"
        params.write_text(json.dumps(data))
        answer = run(
            "opa", "eval", "--strict-builtin-errors", "--format=values", "--stdin-input", f"--data={params}",
            *(f"--data={source}" for source in sources(folder)), "data.system.entry.answer",
            given=json.dumps({"resources": resources, "select": select, "environment": ""}),
        )  # fmt: skip
    return [(_index(one), one["result"]) for one in json.loads(answer)[0]]


def _index(one: dict[str, Any]) -> int:
    """The resource a finding is about: the entry point says it, or a policy that looks at the cluster."""
    return int(one["resource"] if one["resource"] is not None else one["result"]["resource"])


@cache
def metadata(folder: Folder) -> dict[str, Any]:
    """The annotations of the package."""
    packages = [one for one in _annotations(folder) if one["annotations"]["scope"] == "package"]
    assert len(packages) == 1, "one METADATA block with `scope: package`"
    return cast("dict[str, Any]", packages[0]["annotations"])


def package_of(folder: Folder) -> list[str]:
    (package,) = [one for one in _annotations(folder) if one["annotations"]["scope"] == "package"]
    return [str(part["value"]) for part in package["path"]]


@cache
def _annotations(folder: Folder) -> list[dict[str, Any]]:
    inspected = run("opa", "inspect", "--annotations", "--format=json", str(folder.path / "policy.rego"))
    return cast("list[dict[str, Any]]", json.loads(inspected).get("annotations") or [])


def sources(folder: Folder) -> list[str]:
    library = sorted(path for path in (POLICIES / "lib").glob("*.rego") if not path.stem.endswith("_test"))
    return [str(path) for path in (POLICIES / "entry" / "entry.rego", *library, folder.path / "policy.rego")]


def run(*arguments: str, given: str = "") -> str:
    done = subprocess.run(arguments, input=given, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        pytest.fail(f"{' '.join(Path(one).name for one in arguments[:3])}\n{done.stdout}{done.stderr}")
    return done.stdout


class TestTheWholePack:
    """What holds of all policies together, and of what is built from them."""

    def test_the_rego_tests_of_the_helpers_pass(self) -> None:
        modules = sorted(str(path) for path in (POLICIES / "lib").glob("*.rego"))
        report = json.loads(run("opa", "test", "--format=json", *modules))
        assert report
        assert not [one["name"] for one in report if one.get("fail") or one.get("skip")]

    def test_the_bundle_is_fresh(self) -> None:
        assert run(sys.executable, "script/bundle", "--check") == ""

    def test_the_bundle_has_every_policy(self) -> None:
        assert [rule.id for rule in load_pack().rules] == sorted(folder.id for folder in FOLDERS)

    def test_the_bundle_tells_nothing_of_the_machine(self) -> None:
        wasm = load_pack().wasm()
        for place in (ROOT, Path.home(), Path(tempfile.gettempdir())):
            assert str(place).encode() + b"/" not in wasm

    def test_profiles_name_rules_that_exist_and_severities_that_differ(self) -> None:
        own = {rule.id: rule.severity for rule in all_rules().values()}
        written = json.loads((POLICIES / "bundle" / "rules.json").read_text())["profiles"]
        assert set(written) == {"minimal", "recommended", "strict"}
        assert written["recommended"] == {}
        for table in written.values():
            assert set(table) <= set(own)
            assert set(table.values()) <= {"error", "warning", "info", "ignore"}
            assert not [rule for rule, severity in table.items() if own[rule] == severity]

    def test_a_stricter_profile_is_never_milder(self) -> None:
        order = ["ignore", "info", "warning", "error"]
        for rule in all_rules().values():
            severities = [
                profile(name).get(rule.id, rule.severity) for name in ("minimal", "recommended", "strict")
            ]
            assert severities == sorted(severities, key=order.index), rule.id


def _calls(source: str, name: str) -> list[tuple[str, str]]:
    """Each call of a built-in: what stands before it in its rule, and its first argument."""
    found = []
    for rule in re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*$", "", source)):
        for call in re.finditer(rf"(?<![\w.]){re.escape(name)}\(([^,()]*)", rule):
            found.append((rule[: call.start()], call.group(1).strip()))
    return found


# Built-ins that fail on some values of the right type, and what must be asked of the same value before, in the
# same rule. OPA would tell the failure; compiled to WebAssembly the rule would hold its peace.
GUARDS = {
    "base64.decode": "base64.is_valid({})",
    "base64url.decode": "",
    "hex.decode": "",
    "json.unmarshal": "json.is_valid({})",
    "yaml.unmarshal": "yaml.is_valid({})",
    "semver.compare": "semver.is_valid({})",
    "net.cidr_contains": "net.cidr_is_valid({})",
    "net.cidr_intersects": "net.cidr_is_valid({})",
    "to_number": "",
    "units.parse": "",
    "units.parse_bytes": "",
    "time.parse_rfc3339_ns": "",
    "time.parse_duration_ns": "",
    "urlquery.decode": "",
    "json.patch": "",
    "uuid.parse": "",
}


def unguarded(source: str) -> list[str]:
    return [
        f"{name}({argument})"
        for name, guard in GUARDS.items()
        for before, argument in _calls(source, name)
        if not guard or guard.format(argument) not in before
    ]


def test_no_built_in_can_fail_unguarded() -> None:
    modules = [path for path in POLICIES.rglob("*.rego") if not path.name.endswith("_test.rego")]
    faults = {str(path.relative_to(POLICIES)): unguarded(path.read_text()) for path in modules}
    assert not {path: found for path, found in faults.items() if found}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("a := base64.decode(x) if base64.is_valid(y)", ["base64.decode(x)"]),
        ("a := y if {\n\tbase64.is_valid(x)\n\ty := base64.decode(x)\n}", []),
        ("b if base64.is_valid(x)\n\na := base64.decode(x)", ["base64.decode(x)"]),
        ("a := to_number(x)", ["to_number(x)"]),
        ("# to_number(x)\na := my.to_number(x)", []),
    ],
)
def test_the_lint_sees_what_is_unguarded(source: str, found: list[str]) -> None:
    assert unguarded(source) == found
