"""The rules by which findings of admission policies are told: one for each action of a binding."""

from __future__ import annotations

from gate.model.rule import Rule

_SEEN = (
    "A ValidatingAdmissionPolicy of the resource's cluster, or one given by `--policy`, was asked as the API "
    "server would ask it when the resource is created. "
)
_REMEDY = "Change the resource as the policy's message says."

DENIED, WARNED, AUDITED = "api/admission-policy", "api/admission-warning", "api/admission-audit"

RULES: tuple[Rule, ...] = (
    Rule(
        DENIED,
        "Resource that an admission policy denies",
        _SEEN + "It denies the resource; that a policy cannot be asked here is a warning of this rule.",
        "error",
        _REMEDY,
    ),
    Rule(
        WARNED,
        "Resource that an admission policy warns of",
        _SEEN + "Its binding has the action Warn: the resource is created all the same.",
        "warning",
        _REMEDY,
    ),
    Rule(
        AUDITED,
        "Resource that an admission policy notes",
        _SEEN + "Its binding has the action Audit: the failure goes to the audit log and nowhere else.",
        "info",
        _REMEDY,
    ),
)

OF_ACTION = {"Deny": DENIED, "Warn": WARNED, "Audit": AUDITED}
SEVERITIES = {rule.id: rule.severity for rule in RULES}
