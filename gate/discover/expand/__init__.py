"""Rendered objects that declare something to render -> further targets."""

from __future__ import annotations

from gate.discover.expand.home import DEFAULT_BRANCHES, Home
from gate.discover.expand.rules import RULES
from gate.discover.expand.surroundings import Surroundings
from gate.discover.expand.walk import Walk

__all__ = ["DEFAULT_BRANCHES", "RULES", "Home", "Surroundings", "Walk"]
