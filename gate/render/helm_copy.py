"""A chart made ready for Helm: what it needs, read and checked, and the private copy that Helm works on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gate.model.target import HelmSource, Target
from gate.model.tree import Tree
from gate.render.charts import Gathered, Problem, chart_file_of, content_of, gather
from gate.render.helm_blame import ChartFiles
from gate.render.helm_hooks import without_tests
from gate.render.helm_settings import Settings, settings_of
from gate.render.options import RenderOptions, fetched_charts
from gate.render.schema_guard import schema_problems
from gate.sources.chart import read_chart
from gate.system.files import MemoryTree
from gate.system.process import Completed, run, scrubbed_environment
from gate.system.tools import Tool

# https://github.com/helm/helm/blob/main/pkg/chartutil/validate_name.go
_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_RELEASE = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NAMESPACE = re.compile(_LABEL)
_LONGEST_RELEASE = 53
_LONGEST_NAMESPACE = 63
_NO_PLUGINS: Mapping[str, str] = {"HELM_NO_PLUGINS": "1"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that Helm is to be given. values: the contents of the values files, inline ones last.

    problems: why it must not be given at all.
    """

    target: Target
    source: HelmSource
    files: ChartFiles
    gathered: Gathered
    values: tuple[bytes, ...]
    settings: Settings
    problems: tuple[Problem, ...] = ()


def prepared(target: Target, tree: Tree, options: RenderOptions) -> Prepared:
    """What Helm needs for a target, read from the repository; nothing is started."""
    source = target.source
    if not isinstance(source, HelmSource):
        raise TypeError(f"{target.name} is no helm target")
    gathered = gather(tree, source, fetched_charts(options))
    values, unreadable = _values(tree, source)
    unsafe = schema_problems(gathered, chart_file_of(source))
    settings, unsettled = settings_of(source, tree)
    if not source.own_values:
        gathered.files.pop("values.yaml", None)
    files = ChartFiles(
        tree=tree,
        chart=source.chart,
        chart_file=chart_file_of(source),
        name=read_chart(MemoryTree(gathered.files), ".").name,
        origins=gathered.origins,
        values=(*reversed(source.values), *_own_values(gathered)),
    )
    return Prepared(
        target=target,
        source=source,
        files=files,
        gathered=gathered,
        values=(*values, *(text.encode("utf-8", "replace") for text in source.inline)),
        settings=settings,
        problems=(*_names(target, source), *unreadable, *gathered.problems, *unsafe, *unsettled),
    )


def _names(target: Target, source: HelmSource) -> Iterator[Problem]:
    """Names that Helm or Kubernetes would refuse never reach a command line, where `-…` is an option."""
    path = chart_file_of(source) if target.path == source.chart else ""  # else another file says them
    if source.flags.name_template and not source.release:
        pass  # Helm makes the name, and looks at it
    elif not _RELEASE.fullmatch(source.release) or len(source.release) > _LONGEST_RELEASE:
        yield Problem(
            "refused", path, f"{source.release!r} is no release name (RFC 1123, at most 53 characters)"
        )
    if not _NAMESPACE.fullmatch(source.namespace) or len(source.namespace) > _LONGEST_NAMESPACE:
        yield Problem("refused", path, f"{source.namespace!r} is no name of a namespace")


def _values(tree: Tree, source: HelmSource) -> tuple[tuple[bytes, ...], tuple[Problem, ...]]:
    read = [content_of(tree, path) for path in source.values]
    contents = tuple(content for content in read if isinstance(content, bytes))
    return contents, tuple(problem for problem in read if isinstance(problem, Problem))


def _own_values(gathered: Gathered) -> tuple[str, ...]:
    path = gathered.origins.get("values.yaml")
    return () if path is None else (path,)


@dataclass(frozen=True, slots=True)
class ChartCopy:
    """A chart in a private folder."""

    private: str
    prepared: Prepared

    def write(self, instead: Mapping[str, bytes] | None = None) -> None:
        """Write the chart, and the values files under names without a comma: `--values` splits there.

        instead: contents of files of the chart other than their own.
        """
        files = {**self.prepared.gathered.files, **(instead or {})}
        texts = {f"{self.chart}/{place}": content for place, content in files.items()}
        named = (
            *zip(self.values_paths, self.prepared.values, strict=True),
            *self.prepared.settings.files(self.private),
        )
        for path, content in (*texts.items(), *named):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_bytes(content)
        Path(self._home).mkdir()

    @property
    def chart(self) -> str:
        return f"{self.private}/chart"

    @property
    def values_paths(self) -> tuple[str, ...]:
        return tuple(f"{self.private}/values-{index}.yaml" for index in range(len(self.prepared.values)))

    @property
    def _home(self) -> str:
        return f"{self.private}/home"

    def run(self, tool: Tool, version: str, options: RenderOptions) -> Completed:
        """`helm template` as for a cluster of a Kubernetes version."""
        source, flags = self.prepared.source, self.prepared.source.flags
        served = flags.api_versions or _both_forms(options.api_versions())
        argv = (
            tool.program,
            "template",
            *((source.release,) if source.release else ()),
            self.chart,
            *((f"--name-template={flags.name_template}",) if flags.name_template else ()),
            f"--namespace={source.namespace}",
            f"--kube-version={flags.kube_version or version}",
            *(() if source.skip_crds else ("--include-crds",)),
            *(("--skip-tests",) if flags.skips_tests else ()),
            *(("--no-hooks",) if flags.drops_hooks else ()),
            *(f"--values={path}" for path in self.values_paths),
            *self.prepared.settings.options(self.private),
            *(f"--api-versions={one}" for one in served),
        )
        env = scrubbed_environment(self._home, _NO_PLUGINS)
        completed = run(argv, cwd=self.private, env=env, limits=options.limits)
        if flags.keeps_tests or completed.returncode != 0 or completed.cut:
            return completed
        return replace(completed, stdout=without_tests(completed.stdout))


def _both_forms(api_versions: tuple[str, ...]) -> tuple[str, ...]:
    """`group/version` does not imply `group/version/Kind` to Helm, nor the other way round."""
    forms = [form for one in api_versions for form in (one, "/".join(one.split("/")[:2]))]
    return tuple(dict.fromkeys(forms))
