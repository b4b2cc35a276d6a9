"""The rules that expansion asks of declarations."""

from __future__ import annotations

from gate.model.rule import Rule

MISSING_PATH = Rule(
    id="render/missing-path",
    title="A declared path is not in the repository",
    description=(
        "A Flux Kustomization or HelmRelease, or an Argo CD Application, names a folder or file of this "
        "repository that is not there; the controller stops at it and applies nothing."
    ),
    severity="error",
    remediation="Mend the path, or commit what it names (Git may ignore it).",
)
BROKEN_DECLARATION = Rule(
    id="render/broken-declaration",
    title="A declaration cannot be rendered",
    description=(
        "A Flux or Argo CD object says something that its controller refuses or drops, such as a path that "
        "leads outside the repository or Helm values that are no mapping, or declares further objects "
        "without end."
    ),
    severity="error",
    remediation="Mend the field that the message names.",
)
RULES = (MISSING_PATH, BROKEN_DECLARATION)
