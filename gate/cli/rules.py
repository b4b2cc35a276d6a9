"""`gate rules`: every rule the gate can ask."""

from __future__ import annotations

import click
import orjson

from gate import evaluate
from gate.cli.known_rules import known_rules, policy_option
from gate.cli.usage import Choice
from gate.config.faults import nearest_hint
from gate.config.settings import Settings
from gate.errors import UsageError
from gate.model.rule import Rule, RuleSeverity
from gate.pipeline.severities import Severities


@click.command(name="rules", short_help="List every rule, with its severity in each profile.")
@click.argument("family", required=False)
@click.option(
    "--format",
    "output_format",
    type=Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
)
@policy_option
def command(family: str | None, output_format: str, policies: tuple[str, ...]) -> int:
    """List every rule, or those of one FAMILY; your own policies are among them."""
    rules = known_rules(policies)
    chosen = [rule for rule in rules.values() if family in {None, rule.family}]
    if not chosen:
        families = tuple(dict.fromkeys(rule.family for rule in rules.values()))
        raise UsageError(f"there is no family {family}", nearest_hint(str(family), families))
    WRITERS[output_format](chosen, severities_by_profile(rules))
    return 0


def severities_by_profile(rules: dict[str, Rule]) -> dict[str, Severities]:
    """What each profile makes of the rules, without any configuration."""
    return {name: Severities(rules, evaluate.profile(name), Settings()) for name in evaluate.PROFILES}


def _text(rules: list[Rule], profiles: dict[str, Severities]) -> None:
    """A line a rule, never wrapped: it is read with grep as often as with the eye."""
    header = ("rule", *evaluate.PROFILES, "title")
    rows = [header, *((rule.id, *_row(rule, profiles), rule.title) for rule in rules)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        click.echo(click.style(line, bold=row is header))


def _json(rules: list[Rule], profiles: dict[str, Severities]) -> None:
    told = [
        {
            "id": rule.id,
            "title": rule.title,
            "description": rule.description,
            "severity": dict(zip(evaluate.PROFILES, _row(rule, profiles), strict=True)),
            "remediation": rule.remediation,
            "kinds": rule.kinds,
            "scope": rule.scope,
            "params": rule.params,
            "policy": rule.policy,
        }
        for rule in rules
    ]
    click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())


def _markdown(rules: list[Rule], profiles: dict[str, Severities]) -> None:
    click.echo(f"| rule | {' | '.join(evaluate.PROFILES)} | title |")
    click.echo("|---|" + "---|" * (len(evaluate.PROFILES) + 1))
    for rule in rules:
        link = f"[`{rule.id}`](rules/{rule.id}.md)"
        click.echo(f"| {link} | {' | '.join(_row(rule, profiles))} | {rule.title} |")


def _row(rule: Rule, profiles: dict[str, Severities]) -> list[RuleSeverity]:
    return [profiles[name].of(rule.id, "") for name in evaluate.PROFILES]


WRITERS = {"text": _text, "json": _json, "markdown": _markdown}
