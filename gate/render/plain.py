"""Plain targets: manifests that are sent as they are."""

from __future__ import annotations

from gate.model.finding import Finding, Location
from gate.model.outcome import Outcome
from gate.model.target import PlainSource, Rendered, RenderedText, Target
from gate.model.tree import Tree
from gate.render.findings import unrendered
from gate.render.options import RenderOptions
from gate.render.rules import FAILED, REFUSED
from gate.system.tools import Toolbox


def render(target: Target, tree: Tree, toolbox: Toolbox, options: RenderOptions) -> Outcome[Rendered]:  # noqa: ARG001
    """The files of a plain target; one that cannot be read hides no other."""
    source = target.source
    if not isinstance(source, PlainSource):
        raise TypeError(f"{target.name} is no plain target")
    texts: list[RenderedText] = []
    findings: list[Finding] = []
    for path in source.files:
        place = Location(path, precision="file")
        try:
            texts.append(RenderedText(tree.read(path), path))
        except PermissionError as error:
            message = f"{error.strerror}; the gate reads only regular files of the repository"
            findings.append(unrendered(REFUSED, message, target, place, remedy="Commit the file itself."))
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}"
            findings.append(
                unrendered(FAILED, message, target, place, remedy="Commit the file, or remove the link.")
            )
    values = (Rendered(target, target.kubernetes_versions, tuple(texts)),) if texts else ()
    return Outcome(values, tuple(findings))
