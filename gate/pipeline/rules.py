"""Every rule the gate can ask, those of the stages and those of the policy pack."""

from __future__ import annotations

from collections.abc import Iterable

from gate import discover, parse, render, validate, waive
from gate.config.faults import nearest_hint
from gate.config.settings import Settings
from gate.errors import ConfigError, UsageError
from gate.evaluate import authority, load_pack
from gate.model.rule import Rule

LIST = "`gate rules` lists them"


def all_rules() -> dict[str, Rule]:
    """Every rule by id, sorted."""
    before = (parse.RULES, discover.RULES, render.RULES, validate.RULES)
    stages = (*before, load_pack().rules, authority.RULES, waive.RULES)
    rules = [rule for stage in stages for rule in stage]
    return {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)}


def check_selection(names: Iterable[str], rules: Iterable[str], option: str) -> None:
    """UsageError where --select or --ignore names no family and no rule."""
    known = set(rules)
    families = {rule.partition("/")[0] for rule in known}
    for name in names:
        if name not in known and name not in families:
            raise UsageError(
                f"{option}: there is no rule or family {name}",
                nearest_hint(name, tuple(families | known)) or LIST,
            )


def check_settings(settings: Settings, rules: Iterable[str], where: str) -> None:
    """ConfigError where the configuration names a rule that is not there."""
    known = tuple(rules)
    named = [*settings.rules, *(rule for one in settings.environments for rule in one.rules)]
    named += [waiver.rule for waiver in settings.waivers]
    faults = [
        ConfigError(f"{where}: there is no rule {rule}", nearest_hint(rule, known) or LIST)
        for rule in sorted(set(named))
        if rule not in known
    ]
    if faults:
        raise ConfigError(faults[0].message, faults[0].hint, also=tuple(faults[1:]))
