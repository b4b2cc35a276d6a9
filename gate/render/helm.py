"""Helm targets: `helm template` on a private copy of the chart, made of files of the repository alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gate.errors import ToolError
from gate.model.finding import Finding, Location
from gate.model.outcome import Outcome
from gate.model.target import HelmSource, Rendered, RenderedText, Target
from gate.model.tree import Tree
from gate.render.charts import Problem
from gate.render.findings import cut_short, failed, install_hint, unrendered
from gate.render.helm_blame import SCHEMA_WORDS, blamed_place, place_of_violation, schema_violations
from gate.render.helm_copy import ChartCopy, prepared
from gate.render.options import RenderOptions
from gate.render.places import place_of
from gate.render.post_render import post_rendered
from gate.render.rules import FAILED, MISSING_DEPENDENCY, REFUSED
from gate.render.secrets import secrets_of_values
from gate.render.words import harmless, relative
from gate.system.files import private_folder
from gate.system.process import Completed
from gate.system.tools import Tool, Toolbox

PROGRAM = "helm template"
_PROBLEMS = {"refused": REFUSED, "failed": FAILED, "missing": MISSING_DEPENDENCY}


def render(target: Target, tree: Tree, toolbox: Toolbox, options: RenderOptions) -> Outcome[Rendered]:
    """Render a chart: once for each Kubernetes version that it asks for, else once, as the newest.

    ToolError when Helm is not at hand.
    """
    if not isinstance(target.source, HelmSource):
        raise TypeError(f"{target.name} is no helm target")
    tool = _tool(toolbox, target)
    ready = prepared(target, tree, options)
    if ready.problems:
        return Outcome(findings=_placed(_told(problem, target, tree) for problem in ready.problems))
    with private_folder() as private:
        copy = ChartCopy(private, ready)
        copy.write()
        chart = _Chart(copy, target)
        runs = [chart.rendered(tool, versions, options) for versions in _groups(target)]
        if edits := target.source.post_render:
            runs = [post_rendered(one, edits, private, toolbox, options) for one in runs]
    return Outcome(
        tuple(value for one in runs for value in one.values),
        _placed(_merged(finding for one in runs for finding in one.findings)),
    )


def _tool(toolbox: Toolbox, target: Target) -> Tool:
    if (tool := toolbox.helm) is None:
        raise ToolError(
            f"helm is needed to render {target.name}, and it is not on PATH", install_hint("helm", toolbox)
        )
    return tool


def _placed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """A finding about what the repository does not have is placed later, where that is declared."""
    return tuple(
        replace(one, location=None) if one.location is not None and not one.location.path else one
        for one in findings
    )


def _told(problem: Problem, target: Target, tree: Tree) -> Finding:
    place = place_of(tree, problem.path, problem.pointer)
    if problem.line is not None:
        place = Location(problem.path, problem.line, problem.column)
    return unrendered(_PROBLEMS[problem.kind], problem.message, target, place)


def _groups(target: Target) -> tuple[tuple[str, ...], ...]:
    """The versions that share a rendering; the last of a group is the one that Helm is told."""
    versions = tuple(sorted(target.kubernetes_versions, key=lambda v: tuple(map(int, v.split(".")))))
    return tuple((version,) for version in versions) if target.version_sensitive else (versions,)


def _merged(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    """Findings that differ in nothing but their Kubernetes versions, told once."""
    merged: dict[Finding, tuple[str, ...]] = {}
    for finding in findings:
        key = replace(finding, kubernetes_versions=())
        merged[key] = (*merged.get(key, ()), *finding.kubernetes_versions)
    return tuple(replace(finding, kubernetes_versions=versions) for finding, versions in merged.items())


@dataclass(frozen=True, slots=True)
class _Chart:
    """The private copy of a target's chart, and what Helm makes of it."""

    copy: ChartCopy
    target: Target

    def rendered(self, tool: Tool, versions: tuple[str, ...], options: RenderOptions) -> Outcome[Rendered]:
        """The chart as clusters of these versions get it; the last one is what Helm is told."""
        completed = self.copy.run(tool, versions[-1], options)
        place = Location(self.copy.prepared.files.chart_file, precision="file")
        told = versions if self.target.version_sensitive else ()
        if stopped := cut_short(completed, PROGRAM, self.target, place, options):
            return Outcome(findings=(replace(stopped, kubernetes_versions=told),))
        if completed.returncode != 0:
            return Outcome(findings=tuple(self._failures(completed, told)))
        texts = (RenderedText(completed.stdout),)
        return Outcome((Rendered(self.target, versions, texts, completed.seconds),))

    @property
    def _names_of_inline(self) -> tuple[str, ...]:
        declared_by = self.target.declared_by
        name = f"the values of {declared_by.resource if declared_by else '?'}"
        return tuple(name for _ in self.copy.prepared.source.inline)

    def _failures(self, completed: Completed, versions: tuple[str, ...]) -> Iterator[Finding]:
        ready = self.copy.prepared
        places = (
            *zip(self.copy.values_paths, (*ready.source.values, *self._names_of_inline), strict=True),
            (self.copy.chart, ready.source.chart),
            (self.copy.private, "."),
        )
        words = relative(completed.stderr, places)
        own = ready.gathered.files.get("values.yaml")
        secrets = secrets_of_values(
            (*ready.values, *ready.settings.as_values(), *([] if own is None else [own]))
        )
        violations = schema_violations(words, ready.files.name) if SCHEMA_WORDS in words else ()
        for violation in violations:
            value = f"the value {violation.pointer}" if violation.pointer else "the values"
            message = f"values.schema.json refuses {value}: {violation.words}"
            place = place_of_violation(violation, ready.files)
            yield failed(PROGRAM, harmless(message, secrets), self.target, place, versions=versions)
        if not violations:
            place = blamed_place(words, ready.files)
            yield failed(PROGRAM, harmless(words, secrets), self.target, place, versions=versions)
