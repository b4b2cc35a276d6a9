"""`gate test` as people run it, with a real OPA."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from gate.cli.main import run

pytestmark = pytest.mark.needs("opa")
POLICY = """package main

deny contains "a pod" if input.kind == "Pod"

warn contains "an old one" if {
	input.metadata.age > 3
}
"""
TESTS = """package main_test

import data.main

test_pods if {
	main.deny == {"a pod"} with input as {"kind": "Pod"}
}
"""
OLD = """
test_old if {
	main.warn == {"an old one"} with input as {"metadata": {"age": 4}}
}
"""
WRONG = """
test_wrong if {
	main.deny == {"a pod"} with input as {"kind": "Service"}
}
"""
WRONG_WITHOUT_OPA = """package main_test

import data.main

test_wrong if regex.replace("a", "b", "c") == "d"
"""
LATER = "\ntodo_test_later if false\n"
CASES = """
test_kinds[kind] if {
	some kind, denied in {"Pod": 1, "Service": 0}
	count(main.deny) == denied with input as {"kind": kind}
}
"""


@pytest.fixture
def policies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Write policies and tests to `policy/` of the working folder."""
    monkeypatch.chdir(tmp_path)

    def write(tests: str, policy: str = POLICY) -> None:
        folder = tmp_path / "policy"
        folder.mkdir()
        (folder / "main.rego").write_text(policy)
        (folder / "main_test.rego").write_text(tests)

    return write


def said_by(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = run(["test", *arguments])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_all_pass_on_both_engines(policies: Any, capsys: pytest.CaptureFixture[str]) -> None:
    policies(TESTS + OLD)
    assert said_by(capsys, "policy") == (
        0,
        "policy\n  OPA          2 passed\n  WebAssembly  2 passed\n  coverage     100.0 % of the lines\n",
    )


def test_the_folders_of_the_configuration(
    policies: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policies(TESTS)
    (tmp_path / ".gate.yaml").write_text("policies: [policy]\n")
    code, said = said_by(capsys)
    assert (code, said.splitlines()[1]) == (0, "  OPA          1 passed")


def test_lines_that_no_test_comes_by(policies: Any, capsys: pytest.CaptureFixture[str]) -> None:
    policies(TESTS)
    code, said = said_by(capsys, "policy", "--minimum-coverage", "80")
    assert code == 1
    assert said.splitlines()[3:] == [
        "  coverage     33.3 % of the lines, at least 80 % asked for",
        "     33.3 %  policy/main.rego: not lines 5-6",
    ]


@pytest.mark.parametrize(("percent", "code"), [("33", 0), ("34", 1)])
def test_the_least_coverage(
    policies: Any, capsys: pytest.CaptureFixture[str], percent: str, code: int
) -> None:
    policies(TESTS)
    assert said_by(capsys, "policy", "--minimum-coverage", percent)[0] == code


def test_one_that_fails_is_named_at_its_line(policies: Any, capsys: pytest.CaptureFixture[str]) -> None:
    policies(TESTS + WRONG + LATER)
    code, said = said_by(capsys, "policy")
    assert code == 1
    assert said == (
        "failed  policy/main_test.rego:9  data.main_test.test_wrong\n"
        "skipped policy/main_test.rego:13  data.main_test.todo_test_later\n"
        "policy\n  OPA          1 passed, 1 failed, 1 skipped\n  WebAssembly  1 passed, 1 failed\n"
        "  coverage     not measured, for a test fails\n"
    )


def test_cases_of_a_test(policies: Any, capsys: pytest.CaptureFixture[str]) -> None:
    policies(TESTS + CASES)
    code, said = said_by(capsys, "policy")
    assert (code, said.splitlines()[1:3]) == (
        0,
        ["  OPA          2 passed", "  WebAssembly  1 passed, 1 not run"],
    )


def test_what_webassembly_lacks_is_named(policies: Any, capsys: pytest.CaptureFixture[str]) -> None:
    policies(TESTS, 'package main\n\ndeny contains "a pod" if regex.replace(input.kind, "o", "O") == "POd"\n')
    code, said = said_by(capsys, "policy")
    assert code == 0
    assert said.splitlines()[2:4] == [
        "  WebAssembly  1 not run",
        "               OPA has to judge policy/deny: the embedded engine has no built-in regex.replace",
    ]


def test_one_that_fails_says_nothing_of_an_engine_that_was_not_asked(
    policies: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    policies(WRONG_WITHOUT_OPA)
    _, said = said_by(capsys, "policy")
    assert said.splitlines()[0] == "failed  policy/main_test.rego:5  data.main_test.test_wrong"


def test_policies_that_compile_in_version_0_alone(policies: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Version 1 parses this one, too, but takes no import twice."""
    policies(
        'package main_test\n\nimport data.main\n\ntest_owner if main.owner == "x"\n',
        'package main\n\nimport data.teams\nimport data.teams\n\nowner := "x"\n',
    )
    code, said = said_by(capsys, "policy")
    assert (code, said.splitlines()[1]) == (0, "  OPA          1 passed")


def test_what_reaches_nothing_that_webassembly_lacks_stays_there(
    policies: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By package, through the package that both call; a rule is told by its id."""
    policies(TESTS + OLD)
    (tmp_path / "policy/words.rego").write_text(
        'package words\n\nclean(x) := regex.replace(x, "a", "b")\n\nshort(x) := count(x) < 3\n'
    )
    for name, call in (
        ("dirty", 'data.words.clean(input.x) == "b"'),
        ("long", "not data.words.short(input.x)"),
    ):
        (tmp_path / f"policy/{name}.rego").write_text(
            f'package acme.{name}\n\ndeny contains "no" if {call}\n\nwarn contains "w" if input.w\n'
        )
        (tmp_path / f"policy/{name}_test.rego").write_text(
            f'package acme.{name}_test\n\ntest_it if data.acme.{name}.deny == {{"no"}} with input.x as "a"\n'
            f"test_w if data.acme.{name}.warn with input.w as true\n"
        )
    (tmp_path / "policy/long_test.rego").write_text(
        'package acme.long_test\n\ntest_it if data.acme.long.deny == {"no"} with input.x as "abc"\n'
    )
    code, said = said_by(capsys, "policy", "--format", "json")
    (suite,) = json.loads(said)["suites"]
    assert (code, suite["webAssembly"]["lacking"]) == (
        0,
        {"acme.dirty/deny": "the embedded engine has no built-in regex.replace"},
    )
    assert {one["name"].removeprefix("data."): one["embedded"] for one in suite["tests"]} == {
        "acme.dirty_test.test_it": "not run",
        "acme.dirty_test.test_w": "passed",
        "acme.long_test.test_it": "passed",
        "main_test.test_old": "passed",
        "main_test.test_pods": "passed",
    }


def test_engines_that_differ(policies: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """OPA takes no base64 without its padding; its WebAssembly does."""
    policies(
        'package main_test\n\nimport data.main\n\ntest_padding if not main.is_text("aHVudGVyMg=")\n',
        'package main\n\nis_text(value) if base64.is_valid(value)\n\ndeny contains "x" if is_text(input.x)\n',
    )
    code, said = said_by(capsys, "policy")
    assert code == 1
    assert said.splitlines()[0] == (
        "failed  policy/main_test.rego:5  data.main_test.test_padding (passes on OPA, and not as WebAssembly)"
    )


@pytest.mark.parametrize(
    ("tests", "policy", "words"),
    [
        ("package main_test\n", POLICY, "there is no test in policy"),
        ("package main_test\ntest_x if {\n", POLICY, "policy/main_test.rego:"),
        (
            TESTS,
            POLICY + 'deny contains "x" if http.send({})\n',
            "gate: policy/main.rego:8: http.send is not allowed to policies\n",
        ),
        (
            TESTS + "\ntest_x if http.send({})\n",
            POLICY,
            "gate: policy/main_test.rego:9: http.send is not allowed to policies\n",
        ),
        (
            TESTS + "\ntest_x if main.nothing(1)\n",
            POLICY,
            "gate: policy/main_test.rego:9: there is no function data.main.nothing\n",
        ),
        (TESTS, "package system.main\nx := 1\n", "packages below `system` are the gate's"),
    ],
)
def test_what_cannot_be_run(
    policies: Any, capsys: pytest.CaptureFixture[str], tests: str, policy: str, words: str
) -> None:
    policies(tests, policy)
    code, said = said_by(capsys, "policy")
    assert code == 2
    assert words in said


def test_nothing_to_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said_by(capsys) == (
        2,
        "gate: there are no policies to test\n      name the folder, or give it as `policies:` in .gate.yaml\n",
    )


def test_for_machines(policies: Any, capsys: pytest.CaptureFixture[str]) -> None:
    policies(TESTS + WRONG)
    code, said = said_by(capsys, "policy", "--format", "json")
    (suite,) = json.loads(said)["suites"]
    assert (code, suite["webAssembly"], suite["coverage"]) == (
        1,
        {"compiles": True, "reason": None, "lacking": {}},
        None,
    )
    told = [(one["name"], one["path"], one["row"], one["opa"], one["embedded"]) for one in suite["tests"]]
    assert told == [
        ("data.main_test.test_pods", "policy/main_test.rego", 5, "passed", "passed"),
        ("data.main_test.test_wrong", "policy/main_test.rego", 9, "failed", "failed"),
    ]
    _, said = said_by(capsys, "policy", "--format", "junit")
    root = ET.fromstring(said)
    assert [one.get("line") for one in root.iter("testcase") if one.find("failure") is not None] == ["9"]
