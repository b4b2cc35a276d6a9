"""What Helm rendered, edited by kustomize: the post-renderers of a HelmRelease."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson

from gate.model.finding import Finding, Location
from gate.model.json import JsonObject, mapping
from gate.model.outcome import Outcome
from gate.model.target import Rendered, RenderedText
from gate.render.findings import cut_short, failed
from gate.render.kustomize_build import build, program, tool_for
from gate.render.kustomize_root import EDITS
from gate.render.options import RenderOptions
from gate.render.secrets import secrets_of_manifests
from gate.render.words import harmless, relative
from gate.system.tools import Toolbox

RENDERED = "rendered.yaml"


def post_rendered(
    outcome: Outcome[Rendered], edits: str, private: str, toolbox: Toolbox, options: RenderOptions
) -> Outcome[Rendered]:
    """The renderings with kustomization fields (JSON text, inline patches alone) applied to them."""
    said = mapping(orjson.loads(edits))
    fields: JsonObject = {name: said[name] for name in EDITS if name in said}
    values: list[Rendered] = []
    findings: list[Finding] = []
    for rendered in outcome.values:
        folder = f"{private}/post-render-{rendered.kubernetes_versions[-1]}"
        done = _edited(rendered, fields, folder, toolbox, options)
        if isinstance(done, Finding):
            findings.append(done)
        else:
            values.append(done)
    return Outcome(tuple(values), (*outcome.findings, *findings), outcome.accounts)


def _edited(
    rendered: Rendered, fields: JsonObject, folder: str, toolbox: Toolbox, options: RenderOptions
) -> Rendered | Finding:
    target = rendered.target
    tool = tool_for(target, toolbox)
    Path(folder).mkdir()
    Path(folder, RENDERED).write_bytes(b"\n".join(part.text for part in rendered.texts))
    Path(folder, "kustomization.yaml").write_bytes(orjson.dumps({"resources": [RENDERED], **fields}))
    completed = build(tool, folder, folder, options.limits)
    place = Location(target.path, precision="target")
    if stopped := cut_short(completed, program(tool), target, place, options):
        return stopped
    if completed.returncode != 0:
        words = harmless(relative(completed.stderr, ((folder, "."),)), _secrets(rendered))
        return failed(f"{program(tool)} of the post-renderer", words, target, place)
    seconds = rendered.seconds + completed.seconds
    return replace(rendered, texts=(RenderedText(completed.stdout),), seconds=seconds)


def _secrets(rendered: Rendered) -> frozenset[str]:
    return secrets_of_manifests(part.text for part in rendered.texts)
