"""Findings -> places in the source."""

from gate.locate.locator import Locator

__all__ = ["Locator"]
