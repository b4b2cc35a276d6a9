"""The parameters of policies: the defaults of their METADATA, changed by the settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import NoReturn

from gate.config.settings import RuleSetting, Settings
from gate.errors import ConfigError, PolicyError
from gate.model.json import JsonObject, JsonValue, mapping
from gate.model.rule import Rule


def data_of(rules: Iterable[Rule], settings: Settings, today: date) -> JsonObject:
    """The data that the policies are given: `{"system": {"params": {ENVIRONMENT: {…}}}}`, where an
    environment's object has the parameters of each rule by id, and `today`. The key "" is for what
    belongs to no environment. ConfigError, each fault in it or in `also`, for parameters that a rule
    does not have or whose value it cannot use.
    """
    layers: dict[str, tuple[Mapping[str, RuleSetting], ...]] = {"": (settings.rules,)}
    layers |= {one.name: (settings.rules, one.rules) for one in settings.environments}
    asked = tuple(rules)
    faults = [fault for rule in asked for layer in _layers(layers) for fault in _faults(rule, layer)]
    if faults:
        raise ConfigError(faults[0].message, faults[0].hint, also=tuple(faults[1:]))
    environments: JsonObject = {}
    for name, settings_of in layers.items():
        values: JsonObject = {rule.id: _values(rule, settings_of) for rule in asked}
        environments[name] = {"today": today.isoformat(), **values}
    return {"system": {"params": environments}}


def _layers(layers: Mapping[str, tuple[Mapping[str, RuleSetting], ...]]) -> list[Mapping[str, RuleSetting]]:
    """Each layer once: the settings' own, then each environment's."""
    return [last for *_, last in layers.values()]


def _values(rule: Rule, layers: Iterable[Mapping[str, RuleSetting]]) -> JsonObject:
    values: JsonObject = {name: mapping(schema).get("default") for name, schema in rule.params.items()}
    for layer in () if rule.pinned else layers:
        if rule.id in layer:
            values |= layer[rule.id].params
    return values


def _faults(rule: Rule, layer: Mapping[str, RuleSetting]) -> list[ConfigError]:
    if rule.id not in layer:
        return []
    given = layer[rule.id]
    place = given.place and f"{given.place}: "
    return [fault for name, value in given.params.items() for fault in _faults_of(rule, name, value, place)]


def _faults_of(rule: Rule, name: str, value: JsonValue, place: str) -> list[ConfigError]:
    if name not in rule.params:
        known = ", ".join(sorted(rule.params)) or "none"
        nearest = get_close_matches(name, rule.params, n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else f"it has: {known}"
        return [ConfigError(f"{place}rule {rule.id} has no parameter {name}", hint)]
    return [
        ConfigError(
            f"{place}parameter {name} of rule {rule.id}: {words}",
            f"`gate explain {rule.id}` shows what it takes",
        )
        for words in misfits(mapping(rule.params[name]), value)
    ]


def misfits(schema: JsonObject, value: JsonValue) -> list[str]:
    """What of a value does not fit the schema of a parameter. PolicyError for what is no schema by itself.

    Others write both: no reference is followed out of the schema, and no pattern takes more than linear time.
    """
    # Needed only where somebody sets or makes a parameter.
    import jsonschema_rs  # noqa: PLC0415

    try:
        validator = jsonschema_rs.Draft202012Validator(
            schema, retriever=_not_followed, pattern_options=jsonschema_rs.RegexOptions()
        )
    except jsonschema_rs.ValidationError as error:
        raise PolicyError(error.message) from None
    return [error.message for error in validator.iter_errors(value)]


def _not_followed(address: str) -> NoReturn:
    raise ValueError(f"references lead to the schema itself, not to {address}")
