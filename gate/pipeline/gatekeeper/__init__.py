"""Gatekeeper's constraints over the resources of each cluster.

Here stands what is asked of every run; `judging` comes with CEL and OPA, for those that hold a constraint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.late_imports import late_imports
from gate.pipeline.gatekeeper.kinds import kinds_of_constraints, rules_of_templates

if TYPE_CHECKING:
    from gate.pipeline.gatekeeper.suites import Suites
else:
    __getattr__ = late_imports(__name__, {"Suites": "suites"})

__all__ = ["Suites", "kinds_of_constraints", "rules_of_templates"]
