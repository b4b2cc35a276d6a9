"""One page a rule, from its metadata and its own examples: for `gate explain` and for `docs/rules`."""

from __future__ import annotations

import orjson

from gate import evaluate
from gate.config.settings import Settings
from gate.model.json import mapping
from gate.model.rule import Rule
from gate.pipeline.severities import ALWAYS_SAID, Severities

NOT_IGNORED = "It tells what cannot be judged as it stands, so it cannot be ignored; only waived by name."
NOT_WAIVED = "It is about a waiver, so it can be neither ignored nor waived."


def page_of(rule: Rule, rules: dict[str, Rule]) -> str:
    """The page, in Markdown that reads well as plain text."""
    parts = [
        f"# {rule.id}: {rule.title}",
        rule.description.strip(),
        f"**What to do:** {rule.remediation}.".replace("..", "."),
        _severities(rule, rules),
        _scope(rule),
        _params(rule),
        *_examples(rule),
        _references(rule),
    ]
    return "\n\n".join(part for part in parts if part)


def _severities(rule: Rule, rules: dict[str, Rule]) -> str:
    if rule.family in ALWAYS_SAID:
        return f"**Severity:** {rule.severity}. {NOT_WAIVED if rule.family == 'waiver' else NOT_IGNORED}"
    told = (
        f"{Severities(rules, evaluate.profile(name), Settings()).of(rule.id, '')} in `{name}`"
        for name in evaluate.PROFILES
    )
    return f"**Severity:** {', '.join(told)}."


def _scope(rule: Rule) -> str:
    if not rule.policy:
        return ""
    kinds = ", ".join(rule.kinds) or "every kind"
    where = "one resource at a time" if rule.scope == "resource" else "all resources of a cluster together"
    return f"**Looks at:** {kinds}; {where}."


def _params(rule: Rule) -> str:
    if not rule.params:
        return ""
    rows = ["| parameter | type | default | meaning |", "|---|---|---|---|"]
    for name, said in rule.params.items():
        about = mapping(said)
        default = orjson.dumps(about.get("default")).decode()
        rows.append(f"| `{name}` | {about.get('type', '')} | `{default}` | {about.get('description', '')} |")
    return "\n".join(rows)


def _examples(rule: Rule) -> tuple[str, ...]:
    if not rule.policy:
        return ()
    fails, passes = evaluate.examples(rule)
    return (
        f"## Fails\n\n```yaml\n{fails.strip()}\n```" if fails else "",
        f"## Passes\n\n```yaml\n{passes.strip()}\n```" if passes else "",
    )


def _references(rule: Rule) -> str:
    return "\n".join(f"- <{reference}>" for reference in rule.related_resources)
