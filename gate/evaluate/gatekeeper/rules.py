"""The rules of Gatekeeper's own resources; each template is a rule beside them, known when it is rendered."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gate.evaluate.gatekeeper.reading import Template
from gate.model.json import JsonObject, mapping, text
from gate.model.rule import Rule

FAMILY = "gatekeeper"
_OF_TEMPLATE = re.compile(rf"{FAMILY}/[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_SEEN = "Gatekeeper reads it when it is created. "

TEMPLATE, CONSTRAINT = f"{FAMILY}/template", f"{FAMILY}/constraint"

RULES: tuple[Rule, ...] = (
    Rule(
        TEMPLATE,
        "ConstraintTemplate that Gatekeeper cannot use",
        _SEEN + "Its Rego does not compile, its target is not known, its name is not that of its kind.",
        "error",
        "Change the template as the message says.",
    ),
    Rule(
        CONSTRAINT,
        "Constraint that Gatekeeper does not take",
        _SEEN + "It has no template, or an action or a selector that is none.",
        "error",
        "Change the constraint as the message says, or render its template for the same cluster.",
    ),
)


def rule_of(template: Template) -> str:
    """The id of the rule that a template is."""
    return f"{FAMILY}/{template.name.lower()}"


def may_be_rule(id_: str) -> bool:
    """Whether a template may be the rule of that id."""
    return _OF_TEMPLATE.fullmatch(id_) is not None


def rules_of(templates: Iterable[JsonObject]) -> dict[str, Rule]:
    """The rules that templates are, by id; their constraints say how much each weighs."""
    return {rule.id: rule for rule in map(_rule, templates) if may_be_rule(rule.id)}


def _rule(template: JsonObject) -> Rule:
    metadata = mapping(template.get("metadata"))
    annotations = mapping(metadata.get("annotations"))
    name = text(metadata.get("name"))
    return Rule(
        f"{FAMILY}/{name.lower()}",
        text(annotations.get("metadata.gatekeeper.sh/title")) or f"ConstraintTemplate {name}",
        " ".join(text(annotations.get("description")).split()) or "A ConstraintTemplate of Gatekeeper.",
        "error",
        "Change the resource as the message says.",
        varies=True,
    )
