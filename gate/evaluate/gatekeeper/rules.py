"""The rules of Gatekeeper's own resources; each template is a rule beside them, known when it is rendered."""

from __future__ import annotations

from collections.abc import Iterable

from gate.evaluate.gatekeeper.reading import Template, is_template
from gate.model.json import mapping, text
from gate.model.resource import Resource
from gate.model.rule import Rule

FAMILY = "gatekeeper"
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


def rules_of(resources: Iterable[Resource]) -> dict[str, Rule]:
    """The rules that the templates among resources are, by id; their constraints say how much each weighs."""
    return {rule.id: rule for rule in map(_rule, filter(is_template, resources))}


def _rule(resource: Resource) -> Rule:
    annotations = mapping(mapping(resource.decode().get("metadata")).get("annotations"))
    title = text(annotations.get("metadata.gatekeeper.sh/title")) or f"ConstraintTemplate {resource.id.name}"
    return Rule(
        f"{FAMILY}/{resource.id.name.lower()}",
        title,
        " ".join(text(annotations.get("description")).split()) or "A ConstraintTemplate of Gatekeeper.",
        "error",
        "Change the resource as the message says.",
        varies=True,
    )
