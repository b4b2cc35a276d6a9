"""`gate explain`: what a rule asks, why, and what to do about it."""

from __future__ import annotations

import click

from gate.cli.known_rules import known_rules, policy_option
from gate.config.faults import nearest_hint
from gate.errors import UsageError
from gate.pipeline.pages import page_of
from gate.pipeline.rules import LIST


@click.command(name="explain", short_help="Tell what a rule asks, why, and what to do about it.")
@click.argument("rule")
@policy_option
def command(rule: str, policies: tuple[str, ...]) -> int:
    """Tell what RULE asks, why, and what to do about it, with an example that passes and one that fails."""
    rules = known_rules(policies)
    if family := [one.id for one in rules.values() if one.family == rule]:
        raise UsageError(f"{rule} is a family of rules, not a rule", f"its rules: {', '.join(family)}")
    if rule not in rules:
        raise UsageError(f"there is no rule {rule}", nearest_hint(rule, tuple(rules)) or LIST)
    click.echo(page_of(rules[rule], rules))
    return 0
