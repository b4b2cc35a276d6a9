"""Which rules are asked, and how much what they find weighs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from gate.config.settings import Environment, Settings
from gate.model.finding import Finding, Severity
from gate.model.rule import Rule, RuleSeverity

ALWAYS_SAID = frozenset({"yaml", "render", "waiver"})


@dataclass(frozen=True, slots=True)
class Severities:
    """Severity of each rule: its metadata's, changed by profile, settings, and the environment's settings.

    select and ignore hold families and rule ids. They, and the severity `ignore`, act on judged rules
    only: what keeps the gate from judging is always said.
    """

    rules: Mapping[str, Rule]
    profile: Mapping[str, RuleSeverity]
    settings: Settings
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def beside(self, rules: Mapping[str, Rule]) -> Severities:
        """The same with further rules, which only what is rendered tells of."""
        return replace(self, rules={**rules, **self.rules}) if rules else self

    def of(self, rule: str, environment: str, otherwise: Severity | None = None) -> RuleSeverity:
        """The severity of a rule in an environment ("" for none).

        otherwise: what it is where neither settings nor profile say, None for the rule's own.
        """
        if not self.is_selected(rule):
            return "ignore"
        if self.rules[rule].pinned:
            return self.rules[rule].severity
        for said in (self._settings_of(environment).rules, self.settings.rules):
            setting = said.get(rule)
            if setting is not None and setting.severity is not None:
                return setting.severity
        return self.profile.get(rule) or otherwise or self.rules[rule].severity

    def pinned(self) -> frozenset[str]:
        """The rules whose severity no file of the repository changes."""
        return frozenset(rule.id for rule in self.rules.values() if rule.pinned)

    def is_selected(self, rule: str) -> bool:
        names = {rule, rule.partition("/")[0]}
        return (not self.select or bool(names & set(self.select))) and not names & set(self.ignore)

    def asked(self) -> tuple[Rule, ...]:
        """The rules that weigh something in at least one environment."""
        environments = ["", *(environment.name for environment in self.settings.environments)]
        return tuple(
            rule
            for rule in self.rules.values()
            if rule.family in ALWAYS_SAID or any(self.of(rule.id, name) != "ignore" for name in environments)
        )

    def notices(self) -> Iterator[str]:
        """What to say of settings that change nothing."""
        said = (self.settings.rules, *(one.rules for one in self.settings.environments))
        rules = {rule for of_one in said for rule, setting in of_one.items() if setting.severity is not None}
        if named := sorted(rule for rule in rules if rule.partition("/")[0] in ALWAYS_SAID):
            yield (
                f"The severity set for {', '.join(named)} counts for nothing: what could not be judged, and "
                "what is wrong with waivers, is always said."
            )

    def applied(self, findings: Iterable[Finding], environments: Mapping[str, str]) -> tuple[Finding, ...]:
        """Findings with their final severity, without those that are ignored.

        environments: target name -> environment.
        """
        return tuple(
            weighed
            for finding in findings
            if (weighed := self._weighed(finding, environments.get(finding.target, ""))) is not None
        )

    def _weighed(self, finding: Finding, environment: str) -> Finding | None:
        if finding.pinned and not finding.unjudged:
            return finding if self.is_selected(finding.rule) else None
        if (
            finding.unjudged
            or finding.rule.partition("/")[0] in ALWAYS_SAID
            or finding.rule not in self.rules
        ):
            return finding
        own = finding.severity if self.rules[finding.rule].varies else None
        severity = self.of(finding.rule, environment, own)
        return None if severity == "ignore" else replace(finding, severity=severity)

    def _settings_of(self, environment: str) -> Environment:
        found = (one for one in self.settings.environments if one.name == environment)
        return next(found, Environment(environment))
