"""Findings with their places, looked for by one locator in a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from gate import locate, render
from gate.model.finding import Finding, Located
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request


class Locating:
    """Finds places where there is something to find: a run without findings does not even load the stage."""

    def __init__(self, results: Sequence[TargetResult], request: Request) -> None:
        self._results = results
        self._request = request

    def located(self, findings: Iterable[Finding]) -> tuple[Located, ...]:
        """Every finding with its place and fingerprint; see `gate.locate.Locator`."""
        told = tuple(findings)
        return self._locator.located(told) if told else ()

    @cached_property
    def _locator(self) -> locate.Locator:
        request = self._request
        resources = [resource for result in self._results for resource in result.resources]
        trials = render.HelmTrials(request.tree, request.toolbox, request.render)
        return locate.Locator(request.tree, [result.target for result in self._results], resources, trials)
