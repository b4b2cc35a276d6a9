"""Targets -> the text that they send to a cluster."""

from __future__ import annotations

from gate.render.helm_copy import fetched_charts
from gate.render.helm_trials import HelmTrials
from gate.render.jobs import Done, Job
from gate.render.options import RenderOptions
from gate.render.registry import RENDERERS, Renderer, jobs_for, render
from gate.render.rules import RULES

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
