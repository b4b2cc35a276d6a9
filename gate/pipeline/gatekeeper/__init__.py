"""Gatekeeper's constraints over the resources of each cluster."""

from __future__ import annotations

from gate.pipeline.gatekeeper.judging import said_of_gatekeeper
from gate.pipeline.gatekeeper.kinds import kinds_of_constraints, rules_of_templates

__all__ = ["kinds_of_constraints", "rules_of_templates", "said_of_gatekeeper"]
