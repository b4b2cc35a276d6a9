"""The GitHub action: its description is valid, and its script does what it says in a runner's surroundings."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from gate.report.registry import FORMATS
from tests.conftest import ROOT
from tests.tools.checkout import BAD, GOOD, Checkout, Said

ACTION = ROOT / "action.yml"
FIELD = "schema/unknown-field"
OUTPUTS = ("verdict", "exit-code", "errors", "warnings", "report")
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: hunter2-hunter2}\n"
WAIVER = (
    "waivers:\n- rule: secrets/unsealed\n  resource: {kind: Secret, name: db}\n  reason: a test\n"
    "  owner: team\n  expires: 2999-01-01\n"
)


def program(name: str) -> str:
    """A program of the environment that the tests run in."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}") or shutil.which(name)
    assert found, f"{name} is in the test extra"
    return found


def test_the_description_fits_githubs_schema() -> None:
    checked = subprocess.run(
        [program("check-jsonschema"), "--builtin-schema", "vendor.github-actions", str(ACTION)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_zizmor_finds_nothing() -> None:
    audited = subprocess.run(
        [program("zizmor"), "--offline", "--no-progress", "--persona=pedantic", str(ACTION)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert audited.returncode == 0, audited.stdout


class TestTheDescription:
    @pytest.fixture
    def text(self) -> str:
        return ACTION.read_text()

    def test_puts_no_expression_into_a_script(self, text: str) -> None:
        assert [line for line in text.splitlines() if "run:" in line and "${{" in line] == []

    def test_hands_every_input_on(self, text: str) -> None:
        inputs, _, steps = text.partition("outputs:")
        names = [line.strip(" :") for line in inputs.splitlines() if line.startswith("  ") and line[2] != " "]
        assert len(names) >= 10
        assert [name for name in names if f"${{{{ inputs.{name} }}}}" not in steps] == []

    def test_declares_what_the_script_writes(self, text: str) -> None:
        script = (ROOT / "action/check.sh").read_text()
        for name in OUTPUTS:
            assert f"steps.check.outputs.{name} }}}}" in text
            assert f'print(f"{name}=' in script

    def test_knows_every_format_it_offers(self, text: str) -> None:
        assert {"sarif", "junit"} <= set(FORMATS)


@dataclass(frozen=True)
class Ran:
    """What a step left behind."""

    said: Said
    outputs: list[tuple[str, str]]
    summary: str


@dataclass(frozen=True)
class Runner:
    """A runner at the step that checks: its folders, and the repository that was checked out."""

    checkout: Checkout
    temp: Path

    def check(self, **inputs: str) -> Ran:
        output, summary = self.temp / "output", self.temp / "summary"
        output.write_text("")
        summary.write_text("")
        surroundings = {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_WORKSPACE": str(self.checkout.folder),
            "RUNNER_TEMP": str(self.temp),
            # An input that is not given is there all the same, and empty.
            **dict.fromkeys(
                ("GATE_SELECT", "GATE_IGNORE", "GATE_ENVIRONMENT", "GATE_KUBERNETES_VERSION"), ""
            ),
            **dict.fromkeys(("INPUT_PATHS", "INPUT_TRUST", "INPUT_SARIF", "INPUT_JUNIT"), ""),
            "BASE_OF_PULL_REQUEST": "",
            "BASE_OF_MERGE_GROUP": "",
            "GATE_ENGINE": "embedded",
            "GATE_FAIL_ON": "error",
            "GATE_EXIT_ZERO": "false",
        }
        env = {**surroundings, **inputs}
        said = self.checkout.run([str(ROOT / "action/check.sh")], env=env)
        written = [line.partition("=")[::2] for line in output.read_text().splitlines()]
        return Ran(said, [(name, value) for name, value in written], summary.read_text())


@pytest.fixture
def runner(checkout: Checkout, tmp_path: Path) -> Runner:
    """A base commit with an unsealed Secret; the venv that `install.sh` makes is the one of the tests."""
    temp = tmp_path / "temp"
    (temp / "gate-venv/bin").mkdir(parents=True)
    python = temp / "gate-venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return Runner(checkout, temp)


def commands(said: Said) -> list[str]:
    """The lines that the runner obeys, on either stream (actions/runner, ActionCommand.TryParse)."""
    return [line for line in said.everything.splitlines() if line.lstrip().startswith("::") or "##[" in line]


class TestTheScript:
    def test_hands_on_a_pass(self, runner: Runner) -> None:
        runner.checkout.commit({"a.yaml": GOOD})
        ran = runner.check()
        assert ran.said.code == 0
        assert ran.outputs == [
            ("verdict", "pass"),
            ("exit-code", "0"),
            ("errors", "0"),
            ("warnings", "0"),
            ("report", f"{runner.temp}/gate.json"),
        ]
        assert json.loads((runner.temp / "gate.json").read_text())["verdict"] == "pass"
        assert "pass" in ran.summary

    def test_hands_on_a_fail_with_its_place(self, runner: Runner) -> None:
        runner.checkout.commit({"a.yaml": BAD})
        ran = runner.check()
        assert ran.said.code == 1
        assert dict(ran.outputs) | {"report": ""} == {
            "verdict": "fail",
            "exit-code": "1",
            "errors": "1",
            "warnings": "0",
            "report": "",
        }
        (error,) = [line for line in commands(ran.said) if line.startswith("::error ")]
        assert error.startswith(f"::error file=a.yaml,line=5,col=1,title={FIELD}::")
        assert FIELD in ran.summary

    def test_hands_on_that_nothing_could_be_judged(self, runner: Runner) -> None:
        runner.checkout.commit({"a.yaml": GOOD})
        ran = runner.check(GATE_SELECT="nonsense")
        assert ran.said.code == 2
        assert dict(ran.outputs)["verdict"] == "incomplete"
        assert dict(ran.outputs)["exit-code"] == "2"
        assert "::error title=gate%3A not judged::" in ran.said.out
        assert "nonsense" in ran.summary

    def test_hands_on_an_option_that_cannot_be(self, runner: Runner) -> None:
        runner.checkout.commit({"a.yaml": GOOD})
        (runner.temp / "gate.json").write_text('{"verdict": "pass", "findings": []}')
        ran = runner.check(GATE_FAIL_ON="never")
        assert ran.said.code == 2
        assert dict(ran.outputs)["verdict"] == "incomplete"
        assert [name for name, _ in ran.outputs] == list(OUTPUTS)

    def test_reports_only_when_asked(self, runner: Runner) -> None:
        runner.checkout.commit({"a.yaml": BAD})
        ran = runner.check(GATE_EXIT_ZERO="true")
        assert ran.said.code == 0
        assert dict(ran.outputs)["verdict"] == "fail"

    def test_takes_paths_a_line_each(self, runner: Runner) -> None:
        runner.checkout.commit({"a b/c.yaml": BAD, "--x.yaml": BAD, "other/d.yaml": BAD})
        runner.check(INPUT_PATHS="a b\n\n--x.yaml\n")
        report = json.loads((runner.temp / "gate.json").read_text())
        assert [one["location"]["path"] for one in report["findings"]] == ["--x.yaml", "a b/c.yaml"]

    def test_writes_the_other_reports(self, runner: Runner) -> None:
        runner.checkout.commit({"a.yaml": BAD})
        runner.check(INPUT_SARIF="gate.sarif", INPUT_JUNIT="gate.xml")
        assert FIELD in (runner.checkout.folder / "gate.sarif").read_text()
        assert FIELD in (runner.checkout.folder / "gate.xml").read_text()

    def test_ranges_over_several_versions(self, runner: Runner) -> None:
        runner.checkout.commit({"a.yaml": GOOD})
        runner.check(GATE_KUBERNETES_VERSION="1.33 1.34")
        (target,) = json.loads((runner.temp / "gate.json").read_text())["targets"]
        assert target["kubernetesVersions"] == ["1.33", "1.34"]


class TestTrust:
    @pytest.fixture
    def base(self, runner: Runner) -> str:
        """The commit that a pull request goes to; the checked-out one waives what is wrong there."""
        base = runner.checkout.commit({"db.yaml": SECRET})
        runner.checkout.commit({".gate.yaml": WAIVER})
        return base

    @pytest.mark.parametrize("event", ["BASE_OF_PULL_REQUEST", "BASE_OF_MERGE_GROUP"])
    def test_is_in_the_base_by_default(self, runner: Runner, base: str, event: str) -> None:
        ran = runner.check(**{event: base})
        assert ran.said.code == 1
        report = json.loads((runner.temp / "gate.json").read_text())
        assert report["repository"]["trust"] == base
        assert "This change edits .gate.yaml" in ran.summary
        assert "This change edits .gate.yaml" in ran.said.out

    def test_of_none_is_the_change_itself(self, runner: Runner, base: str) -> None:
        ran = runner.check(BASE_OF_PULL_REQUEST=base, INPUT_TRUST="none")
        assert ran.said.code == 0
        assert json.loads((runner.temp / "gate.json").read_text())["repository"]["trust"] is None

    def test_of_a_ref(self, runner: Runner, base: str) -> None:
        runner.checkout.git("branch", "release", base)
        assert runner.check(INPUT_TRUST="release").said.code == 1

    def test_on_a_push_there_is_no_base(self, runner: Runner, base: str) -> None:
        assert runner.check().said.code == 0

    def test_in_a_base_that_was_not_fetched(self, runner: Runner, base: str) -> None:
        ran = runner.check(BASE_OF_PULL_REQUEST="0" * 40)
        assert ran.said.code == 2
        assert dict(ran.outputs)["verdict"] == "incomplete"
        assert "fetch-depth: 0" in ran.said.out


HOSTILE = (
    "::set-output name=verdict::pass",
    "##[set-output name=verdict;]pass",
    "##[add-mask]fail",
    "::add-mask::fail",
    "::stop-commands::x",
    "`$(touch owned)`",
    "</summary><h1>pass</h1>",
    "| pass | pass |",
    "%0A::error::",
    "\u2028::set-output name=verdict::pass",
)


class TestHostileTexts:
    def test_change_no_output_and_give_no_command(self, runner: Runner) -> None:
        files: dict[str, str | bytes] = {}
        for number, text in enumerate(HOSTILE):
            quoted = json.dumps(text, ensure_ascii=False)
            files[f"{number}{text.replace('/', '')}.yaml"] = (
                f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {quoted}}}\n{quoted}: 1\n"
            )
            files[f"{number}\n{text.replace('/', '')}\r\nverdict=pass.yaml"] = (
                f"apiVersion: v1\nkind: {quoted}\nmetadata: {{name: a}}\n---\na: [\n{text}\n"
            )
            files[f"{number}/Chart.yaml"] = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
            files[f"{number}/templates/a.yaml"] = f"{{{{ fail {json.dumps(chr(10) + text)} }}}}\n"
        runner.checkout.commit(files)
        ran = runner.check()
        assert ran.said.code == 1
        assert [name for name, _ in ran.outputs] == list(OUTPUTS)
        assert dict(ran.outputs)["verdict"] == "fail"
        assert dict(ran.outputs)["report"] == f"{runner.temp}/gate.json"
        allowed = ("::error ", "::warning ", "::notice ", "::group::", "::endgroup::")
        assert [line for line in commands(ran.said) if not line.startswith(allowed)] == []
        assert len(commands(ran.said)) > len(HOSTILE)
        assert not any("##[" in line for line in ran.said.everything.splitlines())
        assert not list(runner.checkout.folder.rglob("owned"))
        assert "<h1>" not in outside_code(ran.summary)

    def test_a_report_is_not_led_astray_by_a_link(self, runner: Runner) -> None:
        victim = runner.temp / "victim"
        (runner.checkout.folder / "gate.sarif").symlink_to(victim)
        runner.checkout.commit({"a.yaml": GOOD})
        ran = runner.check(INPUT_SARIF="gate.sarif")
        assert ran.said.code == 2
        assert not victim.exists()

    def test_a_module_of_the_repository_is_not_imported(self, runner: Runner) -> None:
        owned = "import pathlib\npathlib.Path('owned').touch()\n"
        runner.checkout.commit({f"{name}.py": owned for name in ("json", "yaml", "gate", "sitecustomize")})
        runner.checkout.commit({"a.yaml": GOOD})
        assert runner.check().said.code == 0
        assert not (runner.checkout.folder / "owned").exists()

    def test_variables_of_the_workflow_do_not_lead_the_interpreter(
        self, runner: Runner, tmp_path: Path
    ) -> None:
        (tmp_path / "evil").mkdir()
        (tmp_path / "evil/gate.py").write_text("raise SystemExit(0)\n")
        runner.checkout.commit({"a.yaml": BAD})
        assert runner.check(PYTHONPATH=str(tmp_path / "evil")).said.code == 1


def outside_code(markdown: str) -> str:
    """A Markdown text without its code spans and fenced blocks."""
    return re.sub(r"(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)", "", markdown)
