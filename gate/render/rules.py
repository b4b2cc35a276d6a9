"""The rules of the render stage: whatever the repository's own content kept from being rendered."""

from __future__ import annotations

from gate.model.rule import Rule

REFUSED = Rule(
    id="render/refused",
    title="Rendering would run a program, use the network or read outside the repository",
    description=(
        "The gate renders what anybody may propose, so it starts nothing that the repository names, "
        "contacts no host and reads no file outside the repository. A target that needs any of these is "
        "neither rendered nor judged."
    ),
    severity="error",
    remediation="Keep what is built from in the repository; --allow-remote PREFIX allows trusted addresses.",
)
FAILED = Rule(
    id="render/failed",
    title="The target does not render",
    description="kustomize or helm refuses the target; a GitOps controller would stop at the same fault.",
    severity="error",
    remediation="Mend the file that the tool names; the same command shows the fault locally.",
)
TIMEOUT = Rule(
    id="render/timeout",
    title="Rendering takes too long",
    description="The rendering program was ended after the time that one target may take.",
    severity="error",
    remediation="Make the target smaller or look for a template that never ends.",
)
OUTPUT_LIMIT = Rule(
    id="render/output-limit",
    title="Rendering gives too much output",
    description="The rendering program was ended after the output that one target may have.",
    severity="error",
    remediation="Split the target, or look for a loop or for aliases that multiply.",
)
MEMORY_LIMIT = Rule(
    id="render/memory-limit",
    title="Rendering needs too much memory",
    description="The rendering program asked for more memory than one target may have.",
    severity="error",
    remediation="Look for a loop in a template or for YAML aliases that multiply.",
)
MISSING_DEPENDENCY = Rule(
    id="render/missing-dependency",
    title="A chart that is needed is not in the repository",
    description=(
        "Chart.yaml names a dependency that charts/ does not hold, or a kustomization inflates a chart "
        "(helmCharts) that is not beside it. The gate downloads nothing, so what needs the chart is neither "
        "rendered nor judged until it is at hand."
    ),
    severity="error",
    remediation="Commit the dependency to charts/, or fetch it and give the folder with --charts DIR.",
)
RULES: tuple[Rule, ...] = (REFUSED, FAILED, TIMEOUT, OUTPUT_LIMIT, MEMORY_LIMIT, MISSING_DEPENDENCY)
