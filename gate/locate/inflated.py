"""An object that a chart gave which a kustomization inflates, before the build changed anything of it."""

from __future__ import annotations

from dataclasses import dataclass

from gate.locate.helm_variant import RenderedObject
from gate.model.target import Target
from gate.sources.kustomization_charts import ChartEntry


@dataclass(frozen=True, slots=True, eq=False)
class Inflated:
    """The object, the chart as a target and for the Kubernetes version that it was rendered for, and the
    entry of the kustomization that asks for the chart.
    """

    found: RenderedObject
    release: Target
    version: str
    entry: ChartEntry
