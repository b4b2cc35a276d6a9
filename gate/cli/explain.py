"""`gate explain`: what a rule asks, why, and what to do about it."""

from __future__ import annotations

import click

from gate.config.faults import nearest_hint
from gate.pipeline.pages import page_of
from gate.pipeline.rules import all_rules


@click.command(name="explain", short_help="Tell what a rule asks, why, and what to do about it.")
@click.argument("rule")
def command(rule: str) -> int:
    """Tell what RULE asks, why, and what to do about it, with an example that passes and one that fails."""
    rules = all_rules()
    if rule not in rules:
        hint = nearest_hint(rule, tuple(rules)) or "`gate rules` lists them"
        raise click.UsageError(f"there is no rule {rule}; {hint}")
    click.echo(page_of(rules[rule], rules))
    return 0
