"""Targets -> the text that they send to a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.late_imports import late_imports
from gate.render.options import RenderOptions, fetched_charts
from gate.render.rules import RULES

if TYPE_CHECKING:
    from gate.render.helm_trials import HelmTrials
    from gate.render.jobs import Done, Job
    from gate.render.registry import Renderer, jobs_for, render, renderer
else:
    # Imported when first asked for: a run for which all is kept renders nothing.
    __getattr__ = late_imports(
        __name__,
        {
            "Done": "jobs",
            "HelmTrials": "helm_trials",
            "Job": "jobs",
            "Renderer": "registry",
            "jobs_for": "registry",
            "render": "registry",
            "renderer": "registry",
        },
    )

__all__ = [
    "RULES",
    "Done",
    "HelmTrials",
    "Job",
    "RenderOptions",
    "Renderer",
    "fetched_charts",
    "jobs_for",
    "render",
    "renderer",
]
