"""`gate test` on Gatekeeper's suites, with a real OPA."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from gate.cli.main import run

pytestmark = pytest.mark.needs("opa")
Write = Callable[..., None]
TEMPLATE = """apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: labelled}
spec:
  crd:
    spec:
      names: {kind: Labelled}
      validation:
        openAPIV3Schema:
          type: object
          properties: {label: {type: string}}
  targets:
  - target: admission.k8s.gatekeeper.sh
    rego: |
      package labelled

      violation[{"msg": msg, "details": {"n": n}}] {
        n := [1, 2][_]
        not input.review.object.metadata.labels[input.parameters.label]
        msg := sprintf("no label %v", [input.parameters.label])
      }

      violation[{"msg": "twice"}] {
        data.inventory.namespace[_]["v1"]["Pod"][input.review.object.metadata.name]
      }

      violation[{"msg": "kept"}] {
        input.review.operation == "DELETE"
        input.review.userInfo.username != "admin"
      }
"""
CEL = (
    TEMPLATE.partition("    rego:")[0]
    + """    code:
    - engine: K8sNativeValidation
      source:
        validations:
        - expression: variables.params.label in object.metadata.?labels.orValue({})
          messageExpression: '"no label " + variables.params.label'
"""
)
CONSTRAINT = """apiVersion: constraints.gatekeeper.sh/v1beta1
kind: Labelled
metadata: {name: team}
spec:
  match: {kinds: [{apiGroups: [""], kinds: [Pod, Secret]}]}
  parameters: {label: team}
"""
SUITE = """apiVersion: test.gatekeeper.sh/v1alpha1
kind: Suite
tests:
- name: team
  template: template.yaml
  constraint: constraint.yaml
  cases:
"""
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n"
GOOD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {team: a}}\n"


def case(name: str, assertions: str, **more: str) -> str:
    fields = "".join(f", {key}: {value}" for key, value in more.items())
    return f"  - {{name: {name}, object: {name}.yaml, assertions: [{assertions}]{fields}}}\n"


BAD, FINE = case("bad", "{violations: 2}"), case("good", "{violations: no}")


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files to `policy/` of the working folder: a suite, and what it names."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "policy"
    folder.mkdir()

    def to_disk(cases: str, **files: str) -> None:
        given = {"template": TEMPLATE, "constraint": CONSTRAINT, "bad": POD, "good": GOOD, **files}
        for name, content in {**given, "suite": SUITE + cases}.items():
            (folder / f"{name}.yaml").write_text(content)

    return to_disk


def said_by(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = run(["test", *arguments])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_all_pass_on_both_engines(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """Violations that differ in their details alone are two, as for Gatekeeper."""
    write(BAD + FINE)
    assert said_by(capsys, "policy") == (
        0,
        (
            "Gatekeeper's suites in policy\n"
            "  OPA          2 passed\n"
            "  WebAssembly  2 passed\n"
            "  coverage     55.6 % of the lines\n"
            "     55.6 %  policy/template.yaml: not lines 23, 27-29\n"
        ),
    )


def test_the_folders_of_the_configuration(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(BAD)
    (tmp_path / ".gate.yaml").write_text("policies: [policy]\n")
    code, said = said_by(capsys)
    assert (code, said.splitlines()[:2]) == (0, ["Gatekeeper's suites in policy", "  OPA          1 passed"])


@pytest.mark.parametrize(
    ("assertions", "words"),
    [
        ("{violations: no}", '2 violations, wanted: none; it says "no label team", "no label team"'),
        ("{violations: 1}", '2 violations, wanted: 1; it says "no label team", "no label team"'),
        (
            "{violations: yes}, {message: ^label}, {violations: no, message: team}",
            (
                '0 violations like "^label", wanted: at least 1; 2 violations like "team", wanted: none; '
                'it says "no label team", "no label team"'
            ),
        ),
    ],
)
def test_a_case_that_fails_is_told_at_its_line(
    write: Write, capsys: pytest.CaptureFixture[str], assertions: str, words: str
) -> None:
    write(case("bad", assertions) + FINE)
    code, said = said_by(capsys, "policy")
    assert code == 1
    assert said.splitlines()[:4] == [
        f"failed  policy/suite.yaml:8  team/bad: {words}",
        "Gatekeeper's suites in policy",
        "  OPA          1 passed, 1 failed",
        "  WebAssembly  1 passed, 1 failed",
    ]


def test_a_template_in_cel(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(case("bad", "{violations: 1, message: no label}") + case("good", "{}"), template=CEL)
    assert said_by(capsys, "policy") == (
        1,
        (
            "failed  policy/suite.yaml:9  team/good: 0 violations, wanted: at least 1; it says nothing\n"
            "Gatekeeper's suites in policy\n"
            "  CEL          1 passed, 1 failed\n"
        ),
    )


def test_an_inventory(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """The object itself is no part of it, and what the constraint does not match is not asked."""
    write(
        case("good", "{violations: 1}, {message: twice}", inventory="[bad.yaml]")
        + case("other", "{violations: no}", inventory="[bad.yaml]"),
        other=POD.replace("Pod", "Service"),
    )
    code, said = said_by(capsys, "policy")
    assert (code, said.splitlines()[1]) == (0, "  OPA          2 passed")


@pytest.mark.parametrize(("user", "wanted"), [("admin", "no"), ("somebody", "1")])
def test_a_request_of_a_user(
    write: Write, capsys: pytest.CaptureFixture[str], user: str, wanted: str
) -> None:
    request = {"operation": "DELETE", "userInfo": {"username": user}, "oldObject": _json(GOOD)}
    review = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}
    write(case("gone", f"{{violations: {wanted}}}"), gone=json.dumps(review))
    assert said_by(capsys, "policy")[0] == 0


def _json(text: str) -> object:
    assert text == GOOD
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "labels": {"team": "a"}}}


@pytest.mark.parametrize(
    ("constraint", "flag", "outcome"),
    [
        (CONSTRAINT.replace("label: team", "label: 7"), "invalid: true", "passed"),
        (CONSTRAINT, "", "passed"),
        (
            CONSTRAINT,
            "invalid: true",
            "failed  policy/suite.yaml:4  team: the template's schema takes the constraint, which is to be invalid",
        ),
        (
            CONSTRAINT.replace("label: team", "label: 7"),
            "",
            ("failed  policy/suite.yaml:4  team: policy/constraint.yaml:6: spec.parameters.label is an "
            "integer (7), must be a string"),
        ),
        (
            CONSTRAINT.replace("Labelled", "Other"),
            "",
            "failed  policy/suite.yaml:4  team: policy/constraint.yaml:2: labelled does not make its kind",
        ),
        (
            CONSTRAINT.replace("match:", "enforcementAction: shout\n  match:"),
            "",
            ("failed  policy/suite.yaml:4  team: policy/constraint.yaml:5: shout is no enforcement action "
            "(deny, warn, dryrun, scoped)"),
        ),
    ],
)  # fmt: skip
def test_the_constraint_itself(
    write: Write, capsys: pytest.CaptureFixture[str], constraint: str, flag: str, outcome: str
) -> None:
    write("", constraint=constraint)
    path = Path("policy/suite.yaml")
    path.write_text(path.read_text().replace("  cases:\n", f"  {flag}\n"))
    code, said = said_by(capsys, "policy")
    if outcome == "passed":
        assert (code, said.splitlines()[1]) == (0, "  constraints  1 passed")
    else:
        assert (code, said.splitlines()[0]) == (1, outcome)


def test_cases_of_a_constraint_that_is_not_taken_are_not_run(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write(BAD + FINE, constraint=CONSTRAINT.replace("label: team", "label: 7"))
    code, said = said_by(capsys, "policy")
    assert (code, said.splitlines()[2:]) == (1, ["  constraints  1 failed, 2 not run"])


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (TEMPLATE.replace("n := [1, 2][_]", "n := m"), "policy/template.yaml:14: its Rego does not compile: "),
        (TEMPLATE.replace("n := [1, 2][_]", 'n := http.send({"url": "x"})'), "policy/template.yaml:14: it calls http.send"),
        (TEMPLATE.replace("{name: labelled}", "{name: other}"), "policy/template.yaml:3: its name is not the lower case"),
        (POD, "policy/template.yaml:2: no ConstraintTemplate"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_asked_is_unjudged(
    write: Write, capsys: pytest.CaptureFixture[str], template: str, words: str
) -> None:
    write(BAD, template=template)
    code, said = said_by(capsys, "policy")
    assert code == 2
    first = said.splitlines()[0]
    assert first.startswith("unjudged policy/suite.yaml:")
    assert words in first


def test_a_template_that_fails_is_unjudged(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule with two values crashes; the case beside it is judged."""
    crash = TEMPLATE.replace("n := [1, 2][_]", "n := two(input.review.object.metadata.labels)")
    functions = "      two(_) = 1 { true }\n\n      two(x) = 2 { x.team }\n"
    write(FINE + case("bad", "{violations: no}"), template=crash + "\n" + functions)
    code, said = said_by(capsys, "policy")
    assert (code, said.splitlines()[1:4]) == (
        2,
        ["Gatekeeper's suites in policy", "  OPA          1 passed, 1 unjudged", "  WebAssembly  1 passed, 1 unjudged"],
    )  # fmt: skip
    assert "functions must not produce multiple outputs" in said.splitlines()[0]


def test_the_labels_of_a_namespace_are_known_by_the_inventory(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {tier: a}}\n"
    selected = CONSTRAINT.replace("match: {", "match: {namespaceSelector: {matchLabels: {tier: a}}, ")
    write(case("bad", "{}", inventory="[shop.yaml]") + BAD, constraint=selected, shop=namespace)
    code, said = said_by(capsys, "policy")
    assert (code, said.splitlines()[:2]) == (
        2,
        [
            (
                "unjudged policy/suite.yaml:9  team/bad: the labels of its namespace are not known: give it in "
                "`inventory`"
            ),
            "Gatekeeper's suites in policy",
        ],
    )


@pytest.mark.parametrize(("point", "wanted"), [("gator.gatekeeper.sh", "yes"), ("audit.gatekeeper.sh", "no")])
def test_a_constraint_is_asked_at_the_enforcement_point_of_gator(
    write: Write, capsys: pytest.CaptureFixture[str], point: str, wanted: str
) -> None:
    scoped = f"[{{action: deny, enforcementPoints: [{{name: {point}}}]}}]"
    actions = f"enforcementAction: scoped\n  scopedEnforcementActions: {scoped}\n  match:"
    write(case("bad", f"{{violations: {wanted}}}"), constraint=CONSTRAINT.replace("match:", actions))
    assert said_by(capsys, "policy")[0] == 0


def test_what_is_skipped_is_told(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(FINE + case("bad", "{violations: no}", skip="true"))
    code, said = said_by(capsys, "policy")
    assert (code, said.splitlines()[:4]) == (
        0,
        [
            "skipped policy/suite.yaml:9  team/bad",
            "Gatekeeper's suites in policy",
            "  OPA          1 passed, 1 skipped",
            "  WebAssembly  1 passed",
        ],
    )


def test_expansions_are_not_applied_and_that_is_told(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    expansion = "apiVersion: expansion.gatekeeper.sh/v1alpha1\nkind: ExpansionTemplate\nmetadata: {name: a}\n"
    write(FINE, expansion=expansion)
    path = Path("policy/suite.yaml")
    path.write_text(path.read_text().replace("  cases:", "  expansion: expansion.yaml\n  cases:"))
    assert said_by(capsys, "policy") == (
        2,
        (
            "unjudged policy/suite.yaml:4  team: policy/expansion.yaml:1: ExpansionTemplates are not applied here\n"
            "Gatekeeper's suites in policy\n  constraints  1 unjudged, 1 not run\n"
        ),
    )


@pytest.mark.parametrize("engine", ["rego", "cel"])
def test_a_message_that_holds_a_secrets_value_is_compared_and_not_shown(
    write: Write, capsys: pytest.CaptureFixture[str], engine: str
) -> None:
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: key}\nstringData: {key: hunter2}\n"
    if engine == "rego":
        template = TEMPLATE.replace("[input.parameters.label])", "[input.review.object.stringData.key])")
    else:
        template = CEL.replace('"no label " + variables.params.label', "string(object.stringData.key)")
    write(case("key", "{violations: yes, message: hunter2}"), key=secret, template=template)
    assert said_by(capsys, "policy")[0] == 0
    write(case("key", "{violations: no, message: hunter}"), key=secret, template=template)
    code, said = said_by(capsys, "policy")
    assert code == 1
    assert "hunter2" not in said
    assert "it says (not shown, as it may hold a Secret's value)" in said


def test_engines_that_differ(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """OPA takes no base64 without its padding; its WebAssembly does. The assertions hold on both."""
    rego = TEMPLATE.replace("n := [1, 2][_]", 'n := base64.is_valid("aHVudGVyMg=")').replace(
        "[input.parameters.label])", "[n])"
    )
    write(case("bad", "{violations: yes}"), template=rego)
    code, said = said_by(capsys, "policy")
    assert (code, said.splitlines()[0]) == (
        1,
        (
            "failed  policy/suite.yaml:8  team/bad (passes on OPA, and not as WebAssembly): "
            'OPA says "no label false", WebAssembly "no label true"'
        ),
    )


def test_a_built_in_that_web_assembly_lacks(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    rego = TEMPLATE.replace("n := [1, 2][_]", 'n := regex.replace("b", "b", ["c", "d"][_])')
    write(BAD, template=rego)
    code, said = said_by(capsys, "policy")
    assert (code, said.splitlines()[1:4]) == (
        0,
        [
            "  OPA          1 passed",
            "  WebAssembly  1 not run",
            (
                "               OPA has to judge policy/template.yaml: the embedded engine has no built-in "
                "regex.replace"
            ),
        ],
    )


def test_beside_tests_in_rego(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(BAD)
    Path("policy/main.rego").write_text('package main\n\ndeny contains "x" if input.x\n')
    Path("policy/main_test.rego").write_text(
        'package main_test\n\nimport data.main\n\ntest_x if count(main.deny) == 1 with input as {"x": 1}\n'
    )
    code, said = said_by(capsys, "policy")
    assert (code, [line for line in said.splitlines() if not line.startswith(" ")]) == (
        0,
        ["policy", "Gatekeeper's suites in policy"],
    )


def test_for_machines(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(case("bad", "{violations: no}") + FINE)
    code, said = said_by(capsys, "policy", "--format", "json")
    (suite,) = json.loads(said)["suites"]
    assert (code, suite["name"], suite["files"]) == (
        1,
        "Gatekeeper's suites in policy",
        [{"path": "policy/template.yaml", "coverage": 100 * 5 / 9, "missed": [[23, 23], [27, 29]]}],
    )
    assert suite["tests"][1] == {
        "name": "team/good",
        "path": "policy/suite.yaml",
        "row": 9,
        "opa": "passed",
        "embedded": "passed",
        "words": "",
        "seconds": 0.0,
    }
    write(case("bad", "{violations: no}") + FINE, template=TEMPLATE.replace("n := [1, 2][_]", "n := m"))
    _, said = said_by(capsys, "policy", "--format", "junit")
    (element,) = ET.fromstring(said).iter("testsuite")
    assert (element.get("tests"), element.get("failures"), element.get("errors")) == ("2", "0", "2")
    assert all(one.find("error") is not None for one in element.iter("testcase"))


def test_a_template_that_no_suite_names_is_covered_by_nothing(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    lonely = TEMPLATE.replace("labelled", "lonely").replace("Labelled", "Lonely")
    write(BAD, lonely=lonely)
    code, said = said_by(capsys, "policy")
    assert code == 0
    assert "      0.0 %  policy/lonely.yaml: not lines 17-20, 23-24, 27-29" in said.splitlines()


def test_too_little_is_covered(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(BAD)
    assert said_by(capsys, "policy", "--minimum-coverage", "56")[0] == 1
    assert said_by(capsys, "policy", "--minimum-coverage", "55")[0] == 0


def test_a_damaged_suite_ends_the_run(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(case("none", "{}") + case("bad", "{message: '('}"))
    assert said_by(capsys, "policy") == (
        2,
        (
            "gate: policy/suite.yaml:8: there is no YAML or JSON file policy/none.yaml\n      correct the suite\n"
            "gate: policy/suite.yaml:9: the message is no regular expression: missing ): (\n      correct the suite\n"
        ),
    )


def test_a_check_runs_no_suite(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """To a check suites are files, damaged ones, too."""
    write(case("none", "{violations: no}"))
    Path("app.yaml").write_text(POD)
    run(["check", "app.yaml", "--policy", "policy", "--select", "gatekeeper", "--kubernetes-version", "1.34"])
    said = capsys.readouterr()
    assert "suite" not in said.err
    assert "gatekeeper/labelled" in said.out
