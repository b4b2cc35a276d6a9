"""The charts that a kustomization inflates, rendered by Helm itself.

Never through `--enable-helm`: with it, kustomize runs what a repository names and fetches what it asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gate.model.finding import Finding, Location
from gate.model.outcome import Outcome
from gate.model.rule import Rule
from gate.model.target import HelmFlags, HelmSource, KustomizeSource, Rendered, Target
from gate.model.tree import Tree
from gate.render.findings import unrendered
from gate.render.kustomize_values import Layers, ValuesError, layers_of
from gate.render.options import RenderOptions, fetched_charts
from gate.render.places import bytes_of, place_of
from gate.render.rules import FAILED, MISSING_DEPENDENCY
from gate.render.words import without_credentials
from gate.sources.chart import read_chart
from gate.sources.flux import KUSTOMIZE_GROUP
from gate.sources.helm_archives import ArchiveError
from gate.sources.helm_fetched import PACKED, FetchedCharts, chart_files
from gate.sources.helm_values import no_values
from gate.sources.kustomization_charts import ChartEntry
from gate.sources.kustomization_file import join
from gate.system.files import MemoryTree
from gate.system.tools import Toolbox

NAMELESS = "release-name"
"""What Helm calls a release that is given no name (kustomize's `--generate-name` changes nothing of it)."""

VALUES_FILE = "values.yaml"
_COMMIT = "Commit the chart, or fetch it and give the folder with --charts DIR."


@dataclass(frozen=True, slots=True)
class Release:
    """What an entry gives. by_version: the rendering for each Kubernetes version."""

    entry: ChartEntry
    source: HelmSource
    by_version: dict[str, Rendered]

    @property
    def is_sensitive(self) -> bool:
        """Whether it gives different things for different versions."""
        return len({one.kubernetes_versions for one in self.by_version.values()}) > 1


@dataclass(frozen=True, slots=True)
class Unready:
    """Why an entry cannot be rendered. pointer: into the file that holds the entry."""

    rule: Rule
    pointer: str
    message: str


@dataclass(frozen=True, slots=True)
class _Chart:
    """What of a chart counts here. path: of its own values file, where the repository has one."""

    path: str
    values: bytes | None
    is_sensitive: bool


def unready(
    entries: Sequence[ChartEntry], target: Target, tree: Tree, options: RenderOptions
) -> Iterator[Finding]:
    """What keeps entries of a target from being rendered, told before Helm starts."""
    for entry in entries:
        wrong = tuple(_unlike_values(entry, target, tree))
        yield from wrong
        try:
            inner = release_target(entry, target, tree, options)
        except OSError:
            continue  # a values file that cannot be read is refused, or told as missing
        if isinstance(inner, Unready) and (inner.rule is MISSING_DEPENDENCY or not wrong):
            place = place_of(tree, entry.kustomization, inner.pointer, entry.document)
            remedy = _COMMIT if inner.rule is MISSING_DEPENDENCY else ""
            yield unrendered(inner.rule, inner.message, target, place, remedy=remedy)


def _unlike_values(entry: ChartEntry, target: Target, tree: Tree) -> Iterator[Finding]:
    """Values files of an entry that Helm does not take for values, whether the chart is at hand or not."""
    for path in dict.fromkeys((entry.values_file, *entry.further_values)):
        found = no_values(bytes_of(tree, path)) if path else None
        if found is not None:
            message = f"{path} is {found.words}"
            yield unrendered(FAILED, message, target, Location(path, found.line, found.column))


def released(
    entry: ChartEntry, target: Target, tree: Tree, toolbox: Toolbox, options: RenderOptions
) -> Release | tuple[Finding, ...]:
    """The rendering of an entry that is ready, or why there is none. ToolError when Helm is not at hand."""
    inner = release_target(entry, target, tree, options)
    assert not isinstance(inner, Unready)
    # Most kustomizations inflate no chart.
    from gate.render import helm  # noqa: PLC0415

    outcome = helm.render(inner, tree, toolbox, options)
    if outcome.findings:
        return tuple(_placed(outcome, place_of(tree, entry.kustomization, entry.pointer, entry.document)))
    assert isinstance(inner.source, HelmSource)
    by_version = {version: one for one in outcome.values for version in one.kubernetes_versions}
    return Release(entry, inner.source, by_version)


def _placed(outcome: Outcome[Rendered], place: Location) -> Iterator[Finding]:
    for finding in outcome.findings:
        yield finding if finding.location is not None else replace(finding, location=place)


def release_target(entry: ChartEntry, target: Target, tree: Tree, options: RenderOptions) -> Target | Unready:
    """An entry as a helm target of its own, by the name of the target that it is a part of."""
    if entry.faults:
        return Unready(FAILED, *entry.faults[0])
    declared_by = target.declared_by
    if declared_by is not None and declared_by.resource.group == KUSTOMIZE_GROUP:
        message = "Flux builds kustomizations without Helm, and stops at a chart to inflate"
        return Unready(FAILED, entry.pointer, message)
    fetched = fetched_charts(options)
    found = "" if entry.chart else _fetched(entry, fetched)
    if isinstance(found, Unready):
        return found
    try:
        chart = _chart(entry, found, tree, fetched)
        layers = _layers(entry, target, tree, chart)
    except (ArchiveError, ValuesError) as error:
        return Unready(FAILED, entry.pointer, f"chart {entry.name}: {error}")
    if isinstance(layers, Unready):
        return layers
    source = HelmSource(
        chart="" if found else entry.chart,
        values=layers.files,
        release=entry.text("releaseName") or ("" if entry.text("nameTemplate") else NAMELESS),
        namespace=entry.text("namespace") or "default",
        inline=layers.texts,
        skip_crds=not entry.is_set("includeCRDs"),
        fetched=found,
        flags=HelmFlags(
            kube_version=entry.text("kubeVersion"),
            api_versions=entry.texts("apiVersions"),
            name_template=entry.text("nameTemplate"),
            keeps_tests=not entry.is_set("skipTests"),
            skips_tests=entry.is_set("skipTests"),
            drops_hooks=entry.is_set("skipHooks"),
        ),
    )
    sensitive = not source.flags.kube_version and chart.is_sensitive
    return replace(target, kind="helm", source=source, version_sensitive=sensitive)


def _chart(entry: ChartEntry, found: str, tree: Tree, fetched: FetchedCharts) -> _Chart:
    if not found and not entry.chart.endswith(PACKED):
        own = join(entry.chart, VALUES_FILE)
        values = bytes_of(tree, own) if tree.is_file(own) else None
        return _Chart(own, values, read_chart(tree, entry.chart).version_sensitive)
    files = fetched.files(found) if found else chart_files(tree, entry.chart)
    return _Chart("", files.get(VALUES_FILE), read_chart(MemoryTree(files), ".").version_sensitive)


def _fetched(entry: ChartEntry, fetched: FetchedCharts) -> str | Unready:
    """The chart in the folder of fetched ones, for one that kustomize would fetch."""
    if not entry.repository:
        message = f"chart {entry.name} is not in {entry.asked}, and the entry names no repository of it"
        return Unready(FAILED, entry.pointer, message)
    chart = fetched.find(entry.name, entry.version)
    if chart is not None:
        return chart.path
    what = " ".join(filter(None, (entry.name, entry.version)))
    address = without_credentials(entry.repository)
    message = f"chart {what} from {address} is not in the repository{fetched.lacking(entry.name)}"
    return Unready(MISSING_DEPENDENCY, entry.pointer, message)


def _layers(entry: ChartEntry, target: Target, tree: Tree, chart: _Chart) -> Layers | Unready:
    """The values as kustomize gives them to Helm; like it, none from outside the entry's folder."""
    assert isinstance(target.source, KustomizeSource)
    path = entry.values_file or f"{entry.chart or entry.asked}/{VALUES_FILE}"
    if entry.folder != "." and not target.source.relaxed:
        for one in (path, *entry.further_values):
            if not one.startswith(entry.folder + "/"):
                message = f"{one} is not in or below {entry.folder}, and kustomize reads no such values file"
                return Unready(FAILED, entry.pointers.get("valuesFile", entry.pointer), message)
    further = tuple(tree.read(one) for one in entry.further_values)
    if entry.values_file:
        return layers_of(entry, path, tree.read(path), further)
    if chart.values is None:
        message = f"chart {entry.name} has no {VALUES_FILE}, and the entry names no valuesFile"
        return Unready(FAILED, entry.pointer, message)
    return layers_of(entry, chart.path, chart.values, further)
