"""Whatever is listed twice agrees: hooks and action with the command line, and the rules with the rules of style."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import click
import pytest
import yaml

from gate import discover, evaluate, parse, render, validate, waive
from gate.cli.commands import COMMANDS
from gate.cli.main import command
from gate.evaluate import PROFILES, authority, gatekeeper
from gate.model.rule import Rule
from tests.meta.scripts import ROOT

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
RULES: list[Rule] = [
    rule
    for stage in (
        parse.RULES,
        discover.RULES,
        render.RULES,
        validate.RULES,
        evaluate.load_pack().rules,
        authority.RULES,
        gatekeeper.RULES,
        waive.RULES,
    )
    for rule in stage
]
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def subcommand(name: str) -> click.Command:
    found = command.get_command(click.Context(command), name)
    assert found is not None
    return found


def environment_variables() -> dict[str, click.Option]:
    return {
        str(parameter.envvar): parameter
        for parameter in subcommand("check").params
        if isinstance(parameter, click.Option) and parameter.envvar
    }


# Subcommands


@pytest.mark.parametrize("name", COMMANDS)
def test_a_subcommand_says_what_it_does(name: str) -> None:
    found = subcommand(name)
    assert found.name == name
    assert found.short_help
    assert found.help


def test_an_option_is_set_by_the_variable_of_its_name() -> None:
    for variable, option in environment_variables().items():
        assert variable == "GATE_" + option.opts[-1].removeprefix("--").replace("-", "_").upper()


# The hook


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_a_command_that_exists(hook: dict[str, Any]) -> None:
    program, name, *arguments = str(hook["entry"]).split()
    arguments += hook.get("args", [])
    assert program == "gate"
    options = {option for parameter in subcommand(name).params for option in parameter.opts}
    assert {argument.partition("=")[0] for argument in arguments if argument.startswith("-")} <= options


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_judges_the_whole_repository_once(hook: dict[str, Any]) -> None:
    assert hook["pass_filenames"] is False
    assert hook["require_serial"] is True
    assert hook["always_run"] is True


# The action


def test_every_variable_of_the_action_is_an_option() -> None:
    known = environment_variables()
    given = {name for step in STEPS for name in step.get("env", {}) if name.startswith("GATE_")}
    assert given
    assert given <= set(known)


def test_a_variable_of_the_action_has_its_input() -> None:
    for step in STEPS:
        for variable, value in step.get("env", {}).items():
            if variable.startswith(("GATE_", "INPUT_")):
                name = variable.partition("_")[2].replace("_", "-").lower()
                assert value == f"${{{{ inputs.{name} }}}}"
                assert name in ACTION["inputs"]


def test_every_input_of_the_action_is_used() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", " ".join(_strings([step.get("env", {}) for step in STEPS]))))
    assert used == set(ACTION["inputs"])


def test_inputs_reach_the_shell_only_through_the_environment() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        assert step.get("shell") == "bash"


def test_what_the_action_gives_its_script_is_read_there() -> None:
    read = (ROOT / "action" / "check.sh").read_text()
    given = [name for step in STEPS for name in step.get("env", {}) if not name.startswith("GATE_")]
    assert [name for name in given if f"${{{name}" not in read] == []


def test_every_output_of_the_action_is_written() -> None:
    written = (ROOT / "action" / "check.sh").read_text()
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.check.outputs.{name} }}}}"
        assert f"{name}=" in written


def test_inputs_and_options_have_the_same_defaults() -> None:
    for name, said in ACTION["inputs"].items():
        option = environment_variables().get("GATE_" + name.replace("-", "_").upper())
        if option is not None and said["default"] not in {"", "false"}:
            assert said["default"] == option.default


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


# Rules


def test_every_rule_is_there_once() -> None:
    assert [name for name, number in Counter(rule.id for rule in RULES).items() if number > 1] == []


@each_rule
def test_a_rule_is_named_by_family_and_name(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*/[a-z0-9]+(-[a-z0-9]+)*", rule.id)


@each_rule
def test_a_remedy_is_a_sentence_on_one_line(rule: Rule) -> None:
    assert rule.remediation.endswith(".")
    assert "\n" not in rule.remediation
    assert rule.remediation[0].isupper()


@each_rule
def test_a_title_is_a_phrase(rule: Rule) -> None:
    assert not rule.title.endswith(".")
    assert "\n" not in rule.title
    assert rule.title[0].isupper()


@each_rule
def test_a_description_is_made_of_sentences(rule: Rule) -> None:
    assert rule.description.strip().endswith(".")


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_names_rules_that_exist(name: str) -> None:
    assert set(evaluate.profile(name)) <= {rule.id for rule in RULES}
