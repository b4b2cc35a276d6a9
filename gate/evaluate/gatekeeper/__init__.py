"""Gatekeeper's ConstraintTemplates and constraints: which resources they mean, and what they say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.evaluate.gatekeeper.definition import constraint_definitions, constraint_schema
from gate.evaluate.gatekeeper.reading import (
    Constraint,
    NativeSource,
    Refusal,
    RegoSource,
    Template,
    concerns_gatekeeper,
    is_constraint,
    is_of_gatekeeper,
    is_template,
    read_template,
)
from gate.evaluate.gatekeeper.rules import CONSTRAINT, FAMILY, RULES, TEMPLATE, may_be_rule, rule_of, rules_of
from gate.late_imports import late_imports

if TYPE_CHECKING:
    from gate.evaluate.gatekeeper.applying import Application, Applications, Refused, Setting, applications
    from gate.evaluate.gatekeeper.asking import Violation
    from gate.evaluate.gatekeeper.matching import Subject
    from gate.evaluate.gatekeeper.native import policy_of
    from gate.evaluate.gatekeeper.reviews import Config, inventory, read_config
    from gate.evaluate.gatekeeper.running import RegoAnswers, rego_answers
    from gate.evaluate.gatekeeper.suite_reading import read_suites, templates_in
    from gate.evaluate.gatekeeper.suites import GatekeeperSuite
else:
    # Imported when first asked for: most repositories hold no constraint.
    __getattr__ = late_imports(
        __name__,
        {
            **dict.fromkeys(
                ("Application", "Applications", "Refused", "Setting", "applications"), "applying"
            ),
            **dict.fromkeys(("Config", "inventory", "read_config"), "reviews"),
            **dict.fromkeys(("RegoAnswers", "rego_answers"), "running"),
            "GatekeeperSuite": "suites",
            "Subject": "matching",
            "Violation": "asking",
            "policy_of": "native",
            **dict.fromkeys(("read_suites", "templates_in"), "suite_reading"),
        },
    )

__all__ = [
    "CONSTRAINT",
    "FAMILY",
    "RULES",
    "TEMPLATE",
    "Application",
    "Applications",
    "Config",
    "Constraint",
    "GatekeeperSuite",
    "NativeSource",
    "Refusal",
    "Refused",
    "RegoAnswers",
    "RegoSource",
    "Setting",
    "Subject",
    "Template",
    "Violation",
    "applications",
    "concerns_gatekeeper",
    "constraint_definitions",
    "constraint_schema",
    "inventory",
    "is_constraint",
    "is_of_gatekeeper",
    "is_template",
    "may_be_rule",
    "policy_of",
    "read_config",
    "read_suites",
    "read_template",
    "rego_answers",
    "rule_of",
    "rules_of",
    "templates_in",
]
