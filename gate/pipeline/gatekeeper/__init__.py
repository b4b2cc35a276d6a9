"""Gatekeeper's constraints over the resources of each cluster.

Here stands what is asked of every run; `judging` comes with CEL and OPA, for those that hold a constraint.
"""

from __future__ import annotations

from gate.pipeline.gatekeeper.kinds import kinds_of_constraints, rules_of_templates

__all__ = ["kinds_of_constraints", "rules_of_templates"]
