"""Rendered text -> resources."""

from __future__ import annotations

from gate.parse.parsing import parse
from gate.parse.rules import RULES

__all__ = ["RULES", "parse"]
