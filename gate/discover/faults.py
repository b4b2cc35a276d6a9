"""The findings about kustomizations and charts that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator

from gate.discover.chart_versions import unpinned_entries
from gate.discover.rules import BROKEN_CHART, BROKEN_KUSTOMIZATION
from gate.documents import positions
from gate.model.finding import Finding, Location
from gate.model.target import Target
from gate.model.tree import Tree
from gate.sources.chart import Chart
from gate.sources.kustomization import Closures, Fault


def kustomization_findings(tree: Tree, closures: Closures, targets: tuple[Target, ...]) -> Iterator[Finding]:
    """A finding for each fault in what a target builds from, at its place; for each target that it breaks."""
    places: dict[Fault, Location] = {}
    for target in targets:
        if target.kind != "kustomize":
            continue
        for fault in closures.closure(target.path).faults:
            if fault not in places:
                places[fault] = _location(tree, fault)
            yield Finding(
                rule=BROKEN_KUSTOMIZATION.id,
                severity="error",
                message=fault.message,
                target=target.name,
                location=places[fault],
                remedy=BROKEN_KUSTOMIZATION.remediation,
                unjudged=True,
            )


def version_findings(tree: Tree, closures: Closures, targets: tuple[Target, ...]) -> Iterator[Finding]:
    """A finding for each chart that a target would fetch without a single version."""
    for target in targets:
        if target.kind == "kustomize":
            yield from unpinned_entries(tree, closures.closure(target.path).charts, target.name)


def chart_findings(charts: dict[str, Chart], targets: tuple[Target, ...]) -> Iterator[Finding]:
    """A finding for each Chart.yaml that cannot be used; for each target that it breaks."""
    for target in targets:
        fault = charts[target.path].fault if target.kind == "helm" else None
        if fault is not None:
            yield Finding(
                rule=BROKEN_CHART.id,
                severity="error",
                message=fault.message,
                target=target.name,
                location=Location(fault.path, fault.line, fault.column, "exact" if fault.line else "file"),
                remedy=BROKEN_CHART.remediation,
                unjudged=True,
            )


def _location(tree: Tree, fault: Fault) -> Location:
    if fault.line is not None:
        return Location(fault.path, fault.line, fault.column)
    if fault.pointer:
        _, position = positions(tree.read(fault.path), fault.document).nearest(fault.pointer)
        return Location(fault.path, position.line, position.column)
    return Location(fault.path, precision="file")
