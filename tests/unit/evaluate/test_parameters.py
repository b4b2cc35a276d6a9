"""Parameters: METADATA defaults, then the settings, then those of the environment."""

from __future__ import annotations

from datetime import date

import pytest
from pyrsistent import pmap

from gate.config.load import load
from gate.config.settings import Environment, RuleSetting, Settings
from gate.errors import ConfigError
from gate.evaluate.parameters import data_of
from gate.model.json import JsonValue
from gate.model.rule import Rule

TODAY = date(2026, 6, 15)
RULE = Rule(
    "images/registry",
    "title",
    "description",
    "warning",
    "remedy",
    params={
        "allowed": {"type": "array", "items": {"type": "string"}, "default": []},
        "strict": {"type": "boolean", "default": False},
    },
    policy=True,
)


def setting(**params: JsonValue) -> RuleSetting:
    return RuleSetting(params=pmap(params))


def test_every_parameter_has_a_value() -> None:
    assert data_of([RULE], Settings(), TODAY) == {
        "system": {
            "params": {"": {"today": "2026-06-15", "images/registry": {"allowed": [], "strict": False}}}
        }
    }


def test_an_environment_changes_what_the_settings_changed() -> None:
    production = Environment("production", rules=pmap({RULE.id: setting(strict=True)}))
    settings = Settings(
        rules=pmap({RULE.id: setting(allowed=["a/"])}), environments=(production, Environment("dev"))
    )
    data = data_of([RULE], settings, TODAY)
    changed = {"today": "2026-06-15", RULE.id: {"allowed": ["a/"], "strict": False}}
    assert data == {
        "system": {
            "params": {
                "": changed,
                "dev": changed,
                "production": {"today": "2026-06-15", RULE.id: {"allowed": ["a/"], "strict": True}},
            }
        }
    }


def test_a_fault_is_told_at_its_place() -> None:
    """Those of each environment at theirs."""
    text = f"rules: {{{RULE.id}: {{params: {{alowed: []}}}}}}\nenvironments:\n  dev: {{rules: {{{RULE.id}: {{params: {{strict: 1}}}}}}}}\n"
    with pytest.raises(ConfigError) as caught:
        data_of([RULE], load(text.encode(), "own.yaml"), TODAY)
    assert [one.message for one in (caught.value, *caught.value.also)] == [
        "own.yaml:1:9: rule images/registry has no parameter alowed",
        'own.yaml:3:17: parameter strict of rule images/registry: 1 is not of type "boolean"',
    ]


def test_every_fault_is_told_once_with_what_would_do() -> None:
    wrong = setting(alowed=["a"], strict="yes")
    dev = Environment("dev", rules=pmap({RULE.id: setting(allowed=7)}))
    with pytest.raises(ConfigError) as caught:
        data_of([RULE], Settings(rules=pmap({RULE.id: wrong}), environments=(dev,)), TODAY)
    faults = sorted((one.message, one.hint) for one in (caught.value, *caught.value.also))
    assert faults == [
        (
            'parameter allowed of rule images/registry: 7 is not of type "array"',
            "`gate explain images/registry` shows what it takes",
        ),
        (
            'parameter strict of rule images/registry: "yes" is not of type "boolean"',
            "`gate explain images/registry` shows what it takes",
        ),
        ("rule images/registry has no parameter alowed", "did you mean allowed?"),
    ]
