"""An object that a chart gave which a kustomization inflates, before the build changed anything of it."""

from __future__ import annotations

from dataclasses import dataclass

from gate.locate.helm_variant import RenderedObject, Variant
from gate.sources.kustomization_charts import ChartEntry


@dataclass(frozen=True, slots=True, eq=False)
class Inflated:
    """The object, what rendered it, and the entry of the kustomization that asks for the chart."""

    entry: ChartEntry
    variant: Variant
    found: RenderedObject
