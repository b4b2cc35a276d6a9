"""Helm targets: `helm template` on a private copy of the chart, made of files of the repository alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gate.errors import ToolError
from gate.model.finding import Finding, Location
from gate.model.outcome import Outcome
from gate.model.target import HelmSource, Rendered, RenderedText, Target
from gate.model.tree import Tree
from gate.render.charts import Gathered, Problem, content_of, gather
from gate.render.fetched import FetchedCharts
from gate.render.findings import cut_short, failed, install_hint, unrendered
from gate.render.helm_blame import (
    SCHEMA_WORDS,
    ChartFiles,
    blamed_place,
    place_of_violation,
    schema_violations,
)
from gate.render.helm_settings import Settings, settings_of
from gate.render.options import RenderOptions
from gate.render.places import place_of
from gate.render.post_render import post_rendered
from gate.render.rules import FAILED, MISSING_DEPENDENCY, REFUSED
from gate.render.schema_guard import schema_problems
from gate.render.secrets import secrets_of_values
from gate.render.words import harmless, relative
from gate.sources.chart import read_chart
from gate.sources.kustomization_file import join
from gate.system.files import open_folder, private_folder
from gate.system.process import Completed, run, scrubbed_environment
from gate.system.tools import Tool, Toolbox

PROGRAM = "helm template"
# https://github.com/helm/helm/blob/main/pkg/chartutil/validate_name.go
_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_RELEASE = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NAMESPACE = re.compile(_LABEL)
_LONGEST_RELEASE = 53
_LONGEST_NAMESPACE = 63
_PROBLEMS = {"refused": REFUSED, "failed": FAILED, "missing": MISSING_DEPENDENCY}


def render(target: Target, tree: Tree, toolbox: Toolbox, options: RenderOptions) -> Outcome[Rendered]:
    """Render a chart: once for each Kubernetes version that it asks for, else once, as the newest.

    ToolError when Helm is not at hand.
    """
    source = target.source
    if not isinstance(source, HelmSource):
        raise TypeError(f"{target.name} is no helm target")
    tool = _tool(toolbox, target)
    gathered = gather(tree, source.chart, _fetched(options))
    values, problems = _values(tree, source)
    problems = (*_names(source), *problems, *gathered.problems)
    problems = (*problems, *schema_problems(gathered, join(source.chart, "Chart.yaml")))
    settings, more = settings_of(source, tree)
    problems = (*problems, *more)
    if problems:
        return Outcome(findings=tuple(_told(problem, target, tree) for problem in problems))
    if not source.own_values:
        gathered.files.pop("values.yaml", None)
    values_files = (*reversed(source.values), *_own_values(gathered))
    files = ChartFiles(
        tree, source.chart, read_chart(tree, source.chart).name, gathered.origins, values_files
    )
    with private_folder() as private:
        chart = _Copy(private, target, source, files, gathered, (*values, *_inline(source)), settings)
        chart.write()
        runs = [chart.rendered(tool, versions, options) for versions in _groups(target)]
        if source.post_render:
            runs = [post_rendered(one, source.post_render, private, toolbox, options) for one in runs]
    return Outcome(
        tuple(value for one in runs for value in one.values),
        _merged(finding for one in runs for finding in one.findings),
    )


def _tool(toolbox: Toolbox, target: Target) -> Tool:
    if (tool := toolbox.helm) is None:
        raise ToolError(
            f"helm is needed to render {target.name}, and it is not on PATH", install_hint("helm", toolbox)
        )
    return tool


def _fetched(options: RenderOptions) -> FetchedCharts:
    return FetchedCharts(open_folder(options.charts) if options.charts else None)


def _names(source: HelmSource) -> Iterator[Problem]:
    """Names that Helm or Kubernetes would refuse never reach a command line, where `-…` is an option."""
    path = join(source.chart, "Chart.yaml")
    if not _RELEASE.fullmatch(source.release) or len(source.release) > _LONGEST_RELEASE:
        yield Problem(
            "refused", path, f"{source.release!r} is no release name (RFC 1123, at most 53 characters)"
        )
    if not _NAMESPACE.fullmatch(source.namespace) or len(source.namespace) > _LONGEST_NAMESPACE:
        yield Problem("refused", path, f"{source.namespace!r} is no name of a namespace")


def _values(tree: Tree, source: HelmSource) -> tuple[tuple[bytes, ...], tuple[Problem, ...]]:
    read = [content_of(tree, path) for path in source.values]
    contents = tuple(content for content in read if isinstance(content, bytes))
    return contents, tuple(problem for problem in read if isinstance(problem, Problem))


def _inline(source: HelmSource) -> tuple[bytes, ...]:
    return tuple(text.encode("utf-8", "replace") for text in source.inline)


def _own_values(gathered: Gathered) -> tuple[str, ...]:
    path = gathered.origins.get("values.yaml")
    return () if path is None else (path,)


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
class _Copy:
    """A chart in a private folder. values: the contents of the values files, inline ones last."""

    private: str
    target: Target
    source: HelmSource
    files: ChartFiles
    gathered: Gathered
    values: tuple[bytes, ...]
    settings: Settings

    def write(self) -> None:
        """Write the chart, and the values files under names without a comma: `--values` splits there."""
        texts = {f"{self._chart}/{place}": content for place, content in self.gathered.files.items()}
        named = (*zip(self._values_paths, self.values, strict=True), *self.settings.files(self.private))
        for path, content in (*texts.items(), *named):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_bytes(content)
        Path(self._home).mkdir()

    def rendered(self, tool: Tool, versions: tuple[str, ...], options: RenderOptions) -> Outcome[Rendered]:
        """The chart as clusters of these versions get it; the last one is what Helm is told."""
        completed = self._run(tool, versions[-1], options)
        place = Location(self.files.chart_file, precision="file")
        told = versions if self.target.version_sensitive else ()
        if stopped := cut_short(completed, PROGRAM, self.target, place, options):
            return Outcome(findings=(replace(stopped, kubernetes_versions=told),))
        if completed.returncode != 0:
            return Outcome(findings=tuple(self._failures(completed, told)))
        texts = (RenderedText(completed.stdout),)
        return Outcome((Rendered(self.target, versions, texts, completed.seconds),))

    @property
    def _chart(self) -> str:
        return f"{self.private}/chart"

    @property
    def _home(self) -> str:
        return f"{self.private}/home"

    @property
    def _values_paths(self) -> tuple[str, ...]:
        return tuple(f"{self.private}/values-{index}.yaml" for index in range(len(self.values)))

    @property
    def _names_of_inline(self) -> tuple[str, ...]:
        declared_by = self.target.declared_by
        return tuple(
            f"the values of {declared_by.resource if declared_by else '?'}" for _ in self.source.inline
        )

    def _run(self, tool: Tool, version: str, options: RenderOptions) -> Completed:
        argv = (
            tool.program,
            "template",
            self.source.release,
            self._chart,
            f"--namespace={self.source.namespace}",
            f"--kube-version={version}",
            *(() if self.source.skip_crds else ("--include-crds",)),
            "--skip-tests",
            *(f"--values={path}" for path in self._values_paths),
            *self.settings.options(self.private),
            *(f"--api-versions={version}" for version in _both_forms(options.api_versions)),
        )
        env = scrubbed_environment(self._home, _NO_PLUGINS)
        return run(argv, cwd=self.private, env=env, limits=options.limits)

    def _failures(self, completed: Completed, versions: tuple[str, ...]) -> Iterator[Finding]:
        places = (
            *zip(self._values_paths, (*self.source.values, *self._names_of_inline), strict=True),
            (self._chart, self.source.chart),
            (self.private, "."),
        )
        words = relative(completed.stderr, places)
        own = self.gathered.files.get("values.yaml")
        secrets = secrets_of_values(
            (*self.values, *self.settings.as_values(), *([] if own is None else [own]))
        )
        violations = schema_violations(words, self.files.name) if SCHEMA_WORDS in words else ()
        for violation in violations:
            value = f"the value {violation.pointer}" if violation.pointer else "the values"
            message = f"values.schema.json refuses {value}: {violation.words}"
            place = place_of_violation(violation, self.files)
            yield failed(PROGRAM, harmless(message, secrets), self.target, place, versions=versions)
        if not violations:
            place = blamed_place(words, self.files)
            yield failed(PROGRAM, harmless(words, secrets), self.target, place, versions=versions)


_NO_PLUGINS: Mapping[str, str] = {"HELM_NO_PLUGINS": "1"}


def _both_forms(api_versions: tuple[str, ...]) -> tuple[str, ...]:
    """`group/version` does not imply `group/version/Kind` to Helm, nor the other way round."""
    forms = [form for one in api_versions for form in (one, "/".join(one.split("/")[:2]))]
    return tuple(dict.fromkeys(forms))
