"""Rendering a chart on trial: with something changed, to see what comes of it. Never what is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from gate.model.target import Target


@dataclass(frozen=True, slots=True)
class ChartFile:
    """A file of a chart as Helm is given it. origin: its path in the repository, "" when it has none."""

    content: bytes
    origin: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a trial. text: as Helm wrote it, None when it rendered nothing.

    blamed: the path in the chart of the template that Helm names in what it says of a failure, or "".
    """

    text: bytes | None
    blamed: str = ""


class ChartTrials(Protocol):
    """Renders the charts of one run on trial, under the limits and refusals of every rendering."""

    def files(self, target: Target) -> Mapping[str, ChartFile]:
        """The files of a helm target's chart by their path in it, dependencies in charts/ among them."""

    def release(self, target: Target, folder: str, index: int) -> Target | None:
        """A chart that a kustomization inflates, as a helm target by the name of the kustomize target.

        folder: of the kustomization. index: of the chart among those that it names
        (`gate.sources.references.Inputs.charts`). None for one that is not to be rendered.
        """

    def render(self, target: Target, version: str, instead: Mapping[str, bytes]) -> Trial:
        """The chart for a Kubernetes version, without post-renderers, and without the schemas of its values.

        instead: contents of files of the chart other than their own.
        """
