"""Charts rendered on trial, for those who ask where a value comes from. What they give is never judged."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from gate.model.target import Target
from gate.model.tree import Tree
from gate.model.trial import ChartFile, Trial
from gate.render.helm_copy import ChartCopy, Prepared, prepared
from gate.render.kustomize_releases import release_target
from gate.render.options import RenderOptions
from gate.render.schemas import SCHEMA_FILE
from gate.sources.kustomization import Closures
from gate.system.files import private_folder
from gate.system.tools import Toolbox

ANYTHING = b"{}"
"""A schema that takes all values: a trial may set what the chart would not take."""

_BLAMED = re.compile(rb"(?:template: |execution error at \(|parse error (?:at \(|on ))([^\s:()]+):")


class HelmTrials:
    """Trials of one run (`gate.model.trial.ChartTrials`). A chart that must not be rendered gives nothing."""

    def __init__(self, tree: Tree, toolbox: Toolbox, options: RenderOptions) -> None:
        self._tree = tree
        self._tool = toolbox.helm
        self._options = options
        self._closures = Closures(tree)
        self._prepared: tuple[Target, Prepared] | None = None

    def files(self, target: Target) -> Mapping[str, ChartFile]:
        """The files of a chart by their path in it."""
        gathered = self._ready(target).gathered
        return {
            place: ChartFile(content, gathered.origins.get(place, ""))
            for place, content in gathered.files.items()
        }

    def release(self, target: Target, folder: str, index: int) -> Target | None:
        """A chart that a kustomization inflates, as a target of its own; None where it is not ready."""
        entry = self._closures.inputs(folder).charts[index]
        try:
            found = release_target(entry, target, self._tree, self._options)
        except OSError:
            return None
        return found if isinstance(found, Target) else None

    def render(self, target: Target, version: str, instead: Mapping[str, bytes]) -> Trial:
        """The chart as Helm writes it with other contents of some files; its values are not checked."""
        ready = self._ready(target)
        if self._tool is None or ready.problems:
            return Trial(None)
        schemas = {
            place: ANYTHING for place in ready.gathered.files if posixpath.basename(place) == SCHEMA_FILE
        }
        with private_folder() as private:
            copy = ChartCopy(private, ready)
            copy.write({**schemas, **instead})
            completed = copy.run(self._tool, version, self._options)
        if completed.returncode == 0 and not completed.cut:
            return Trial(completed.stdout)
        blamed = _BLAMED.search(completed.stderr)
        return Trial(None, blamed[1].decode("utf-8", "replace").partition("/")[2] if blamed else "")

    def _ready(self, target: Target) -> Prepared:
        """Findings come target by target, so the last one is what is asked for again."""
        if self._prepared is None or self._prepared[0] != target:
            self._prepared = (target, prepared(target, self._tree, self._options))
        return self._prepared[1]
