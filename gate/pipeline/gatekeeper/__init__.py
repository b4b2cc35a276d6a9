"""Gatekeeper's constraints over the resources of each cluster."""

from __future__ import annotations

from gate.pipeline.gatekeeper.judging import said_of_gatekeeper

__all__ = ["said_of_gatekeeper"]
