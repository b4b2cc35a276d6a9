"""The rules that discovery asks of a repository."""

from __future__ import annotations

from gate.discover.chart_versions import UNPINNED_CHART
from gate.discover.expand.rules import RULES as EXPANSION
from gate.model.rule import Rule

BROKEN_KUSTOMIZATION = Rule(
    id="render/broken-kustomization",
    title="A kustomization cannot be used",
    description=(
        "kustomize refuses a folder whose kustomization file does not parse or is empty, a folder with more "
        "than one kustomization file, and kustomizations that build on each other in a circle."
    ),
    severity="error",
    remediation="Keep one readable kustomization file in the folder; let it build on nothing that holds it.",
)
BROKEN_CHART = Rule(
    id="render/broken-chart",
    title="A Chart.yaml cannot be used",
    description="Helm refuses a chart whose Chart.yaml does not parse or is no mapping.",
    severity="error",
    remediation="Write a Chart.yaml with apiVersion, name and version.",
)
RULES = (BROKEN_KUSTOMIZATION, BROKEN_CHART, UNPINNED_CHART, *EXPANSION)
