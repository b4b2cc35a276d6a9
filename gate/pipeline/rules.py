"""Every rule the gate can ask, those of the stages and those of the policy pack."""

from __future__ import annotations

from collections.abc import Iterable

from gate import discover, parse, render, validate, waive
from gate.config.faults import nearest_hint
from gate.config.settings import Settings
from gate.errors import ConfigError, PolicyError, UsageError
from gate.evaluate import ExistingOpa, PolicySet, authority, gatekeeper, load_pack
from gate.model.finding import Finding, Location
from gate.model.rule import Rule
from gate.pipeline.severities import ALWAYS_SAID

RENAME = "give it another METADATA `custom.id`"
LIST = "`gate rules` lists them"


def all_rules(own: Iterable[PolicySet] = ()) -> dict[str, Rule]:
    """Every rule by id, sorted; own: policies that are not the gate's.

    PolicyError, each fault in it or in `also`, when two rules have the same id.
    """
    before = (parse.RULES, discover.RULES, render.RULES, validate.RULES)
    stages = (*before, load_pack().rules, authority.RULES, gatekeeper.RULES, waive.RULES)
    known = {rule.id: rule for stage in stages for rule in stage}
    faults = []
    for policies in own:
        for rule in policies.rules:
            if rule.id in known or rule.family in {*ALWAYS_SAID, gatekeeper.FAMILY}:
                what = (
                    "is the id of another rule"
                    if rule.id in known
                    else f"is in {rule.family}/, the gate's own"
                )
                faults.append(PolicyError(f"{policies.name}: {rule.id} {what}", RENAME))
            known[rule.id] = rule
    if faults:
        raise PolicyError(faults[0].message, faults[0].hint, also=tuple(faults[1:]))
    return dict(sorted(known.items()))


def rules_of_server(findings: Iterable[Finding], server: ExistingOpa | None) -> dict[str, Rule]:
    """The rules of an OPA server that is there already, which only its answers tell of."""
    if server is None:
        return {}
    found = {finding.rule: server.rule(finding.rule) for finding in findings}
    return {id_: rule for id_, rule in found.items() if rule is not None}


def check_selection(
    names: Iterable[str], rules: Iterable[str], option: str, server: ExistingOpa | None = None
) -> None:
    """UsageError where --select or --ignore names no family and no rule."""
    known = set(rules)
    families = {rule.partition("/")[0] for rule in known} | set(server.packages if server else ())
    for name in names:
        if name not in known and name not in families and not _may_be_rule(name, server):
            raise UsageError(
                f"{option}: there is no rule or family {name}",
                nearest_hint(name, tuple(families | known)) or LIST,
            )


def check_settings(settings: Settings, rules: Iterable[str], server: ExistingOpa | None = None) -> None:
    """ConfigError where the configuration names a rule that is not there."""
    known = tuple(rules)
    said = [settings.rules, *(one.rules for one in settings.environments)]
    named = [(rule, setting.place) for rules_ in said for rule, setting in sorted(rules_.items())]
    named += [(one.rule, _place(one.source)) for one in settings.waivers]
    faults = [
        ConfigError(f"{place}: there is no rule {rule}", nearest_hint(rule, known) or LIST)
        for rule, place in named
        if rule not in known and not _may_be_rule(rule, server)
    ]
    if faults:
        raise ConfigError(faults[0].message, faults[0].hint, also=tuple(faults[1:]))


def _place(source: Location) -> str:
    return f"{source.path}:{source.line}:{source.column}"


def _may_be_rule(id_: str, server: ExistingOpa | None) -> bool:
    """Whether it may be a rule that only a run tells of."""
    return gatekeeper.may_be_rule(id_) or (server is not None and server.rule(id_) is not None)
