"""Targets -> the text that they send to a cluster."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from gate.render.options import RenderOptions, fetched_charts
from gate.render.rules import RULES

if TYPE_CHECKING:
    from gate.render.helm_trials import HelmTrials
    from gate.render.jobs import Done, Job
    from gate.render.registry import RENDERERS, Renderer, jobs_for, render
else:
    _MODULES = {
        "Done": "jobs",
        "HelmTrials": "helm_trials",
        "Job": "jobs",
        "RENDERERS": "registry",
        "Renderer": "registry",
        "jobs_for": "registry",
        "render": "registry",
    }

    def __getattr__(name: str) -> object:
        """The rest, imported when first asked for: a run for which all is kept renders nothing."""
        if name not in _MODULES:
            raise AttributeError(name)
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


__all__ = [
    "RENDERERS",
    "RULES",
    "Done",
    "HelmTrials",
    "Job",
    "RenderOptions",
    "Renderer",
    "fetched_charts",
    "jobs_for",
    "render",
]
