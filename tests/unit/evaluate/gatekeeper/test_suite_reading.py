"""Suites of tests from folders: what they hold, and what is wrong with them, at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.errors import PolicyError
from gate.evaluate.gatekeeper.suite_reading import read_suites
from gate.evaluate.gatekeeper.suites import Assertion, GatekeeperSuite, Skipped
from gate.evaluate.own import PolicyFolder, policy_folders
from gate.system.files import open_folder

POD = b"apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"
FILES = {
    "demo/template.yaml": POD.replace(b"Pod", b"ConstraintTemplate"),
    "demo/samples/constraint.yaml": POD.replace(b"Pod", b"Demo"),
    "demo/samples/pod.yaml": POD,
}
HEAD = "apiVersion: test.gatekeeper.sh/v1alpha1\nkind: Suite\ntests:\n"
TEST = "- {name: one, template: template.yaml, constraint: samples/constraint.yaml, "
CASE = "{name: bad, object: samples/pod.yaml, assertions: [{violations: yes}]}"


def suites(text: str, **more: bytes) -> tuple[GatekeeperSuite, ...]:
    return read_suites([PolicyFolder("policy", {**FILES, "demo/suite.yaml": text.encode(), **more})])


def faults(text: str, **more: bytes) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        suites(text, **more)
    return [one.message for one in (caught.value, *caught.value.also)]


def test_a_suite_with_what_it_names() -> None:
    text = f"""{HEAD}- name: one
  template: template.yaml
  constraint: ./samples/constraint.yaml
  cases:
  - name: bad
    object: samples/pod.yaml
    assertions:
    - violations: 2
      message: no .* label
  - object: samples/../samples/pod.yaml
    inventory: [samples/pod.yaml]
    assertions: [{{violations: no}}, {{}}]
"""
    (suite,) = suites(text)
    (test,) = suite.tests
    first, second = test.cases

    assert (suite.path, test.name, test.row) == ("policy/demo/suite.yaml", "one", 4)
    assert test.template.path == "policy/demo/template.yaml"
    assert test.constraint.path == "policy/demo/samples/constraint.yaml"
    assert (first.name, first.row, first.assertions) == ("one/bad", 8, (Assertion(2, "no .* label"),))
    assert (second.name, second.row) == ("one/#2", 13)
    assert second.assertions == (Assertion("no"), Assertion("yes"))
    assert [one.body["kind"] for one in second.inventory] == ["Pod"]
    assert second.request.object["metadata"] == {"name": "web"}


def test_what_is_skipped_is_known_and_nothing_of_it_is_read() -> None:
    text = (
        HEAD
        + "- {name: one, skip: true, template: none.yaml, cases: [{name: a}, {name: b, object: none.yaml}]}\n"
        + "- {name: two, skip: true}\n"
        + f"{TEST}cases: [{{name: c, skip: true, object: none.yaml}}, {CASE}]}}\n"
    )
    (suite,) = suites(text)

    assert suite.skipped == (
        Skipped("one/a", 4),
        Skipped("one/b", 4),
        Skipped("two", 5),
        Skipped("one/c", 6),
    )
    assert [[case.name for case in test.cases] for test in suite.tests] == [["one/bad"]]


def test_a_suite_may_be_skipped_as_a_whole() -> None:
    (suite,) = suites(f"skip: true\n{HEAD}{TEST}cases: [{CASE}]}}\n")

    assert (suite.tests, suite.skipped) == ((), (Skipped("one/bad", 5),))


@pytest.mark.parametrize(
    "text",
    [
        "kind: Suite\napiVersion: example.com/v1\n",
        "kind: Other\napiVersion: test.gatekeeper.sh/v1alpha1\n",
        "# test.gatekeeper.sh\na: 1\n---\nb: 2\n",
    ],
)
def test_other_files_are_no_suites(text: str) -> None:
    assert suites(text) == ()


@pytest.mark.parametrize(
    ("test", "message"),
    [
        (
            f"- {{name: one, template: none.yaml, constraint: samples/constraint.yaml, cases: [{CASE}]}}",
            "there is no YAML or JSON file policy/demo/none.yaml",
        ),
        (
            f"- {{name: one, template: ../../policy/x.yaml, constraint: samples/constraint.yaml, cases: [{CASE}]}}",
            "../../policy/x.yaml is outside policy, and is not read",
        ),
        (
            f"- {{name: one, template: /etc/passwd, constraint: samples/constraint.yaml, cases: [{CASE}]}}",
            "/etc/passwd is outside policy, and is not read",
        ),
        (f"- {{name: one, constraint: samples/constraint.yaml, cases: [{CASE}]}}", "template names no file"),
        (f"- {{name: one, template: template.yaml, cases: [{CASE}]}}", "constraint names no file"),
        (f"{TEST}case: [{CASE}]}}", "there is no field case (cases, constraint, expansion, invalid, name, skip, template)"),
        (f"{TEST}cases: {CASE}}}", "cases is no list"),
        (f"{TEST}cases: [bad]}}", "an item of cases is no mapping"),
        (f"{TEST}invalid: yes, cases: [{CASE}]}}", "a test with `invalid` has no cases, for its constraint is never asked"),
        (f"{TEST}skip: 1, cases: [{CASE}]}}", "skip is neither true nor false"),
        (f"{TEST}cases: [{{name: 1, object: samples/pod.yaml, assertions: [{{}}]}}]}}", "the name is no text"),
        (f"{TEST}cases: [{{object: samples/pod.yaml}}]}}", "it has no assertions"),
        (f"{TEST}cases: [{{assertions: [{{}}]}}]}}", "object names no file"),
        (
            f"{TEST}cases: [{{object: samples/pod.yaml, inventory: samples/pod.yaml, assertions: [{{}}]}}]}}",
            "inventory is no list",
        ),
        (
            f"{TEST}cases: [{{object: samples/pod.yaml, inventory: [7], assertions: [{{}}]}}]}}",
            "inventory names no file",
        ),
        (
            f"{TEST}cases: [{{object: samples/pod.yaml, assertions: [{{violation: yes}}]}}]}}",
            "there is no field violation (message, violations)",
        ),
        (
            f"{TEST}cases: [{{object: samples/pod.yaml, assertions: [{{violations: -1}}]}}]}}",
            "violations are yes, no, or a number",
        ),
        (
            f"{TEST}cases: [{{object: samples/pod.yaml, assertions: [{{violations: many}}]}}]}}",
            "violations are yes, no, or a number",
        ),
        (f"{TEST}cases: [{{object: samples/pod.yaml, assertions: [{{message: 1}}]}}]}}", "the message is no text"),
        (
            f"{TEST}cases: [{{object: samples/pod.yaml, assertions: [{{message: '('}}]}}]}}",
            "the message is no regular expression: missing ): (",
        ),
    ],
)  # fmt: skip
def test_a_damaged_test_is_told_at_its_line(test: str, message: str) -> None:
    assert faults(f"{HEAD}{test}\n") == [f"policy/demo/suite.yaml:4: {message}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{HEAD}- [\n", "policy/demo/suite.yaml:5:1: "),
        (HEAD.replace("v1alpha1", "v2"), "policy/demo/suite.yaml:1: test.gatekeeper.sh/v2 is not known, "),
        (f"{HEAD}---\na: 1\n", "policy/demo/suite.yaml: 2 YAML documents, where a suite is one"),
        (f"test: []\n{HEAD}", "policy/demo/suite.yaml:1: there is no field test (apiVersion, "),
        (f"{HEAD}tests:\n", "policy/demo/suite.yaml:4:1: the key"),
    ],
)
def test_a_damaged_suite_is_told(text: str, message: str) -> None:
    (fault,) = faults(text)
    assert fault.startswith(message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: [", "policy/demo/object.yaml:1:5: "),
        (b"", "policy/demo/suite.yaml:4: policy/demo/object.yaml holds no object"),
        (b"a: 1\n", "policy/demo/object.yaml:1: no Kubernetes object, for it lacks apiVersion or kind"),
        (POD + b"---\n" + POD, "policy/demo/suite.yaml:4: policy/demo/object.yaml holds 2 objects, where one is"),
        (
            b"apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\n",
            "policy/demo/suite.yaml:4: the AdmissionReview has no request",
        ),
    ],
)  # fmt: skip
def test_a_damaged_file_that_a_suite_names_is_told(content: bytes, message: str) -> None:
    case = "{name: bad, object: object.yaml, assertions: [{violations: yes}]}"
    (fault,) = faults(f"{HEAD}{TEST}cases: [{case}]}}\n", **{"demo/object.yaml": content})
    assert fault.startswith(message)


def test_one_fault_hides_no_other() -> None:
    text = f"{HEAD}{TEST}cases: [{{object: a.yaml}}, {{object: b.yaml, assertions: [{{}}]}}]}}\n"
    assert faults(text) == [
        "policy/demo/suite.yaml:4: there is no YAML or JSON file policy/demo/a.yaml",
        "policy/demo/suite.yaml:4: it has no assertions",
        "policy/demo/suite.yaml:4: there is no YAML or JSON file policy/demo/b.yaml",
    ]


def test_an_object_of_an_inventory_has_a_name() -> None:
    case = "{object: samples/pod.yaml, inventory: [nameless.yaml], assertions: [{}]}"
    nameless = {"demo/nameless.yaml": b"apiVersion: v1\nkind: Pod\n"}
    assert faults(f"{HEAD}{TEST}cases: [{case}]}}\n", **nameless) == [
        "policy/demo/nameless.yaml:1: an object of an inventory has no name"
    ]


def test_a_link_that_leads_outside_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_bytes(POD)
    policy = tmp_path / "policy"
    policy.mkdir()
    (policy / "suite.yaml").write_text(f"{HEAD}{TEST}cases: [{CASE}]}}\n")
    (policy / "template.yaml").symlink_to("../secret.yaml")

    with pytest.raises(PolicyError, match=r"^template.yaml cannot be read: leads outside the repository$"):
        policy_folders(open_folder(str(policy)), (".",))
