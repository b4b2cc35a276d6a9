"""Findings -> places in the source."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gate.locate.locator import Locator
else:

    def __getattr__(name: str) -> object:
        """Imported when first asked for: a run without findings has nothing to locate."""
        if name != "Locator":
            raise AttributeError(name)
        return import_module(f"{__name__}.locator").Locator


__all__ = ["Locator"]
