"""Flux HelmReleases -> helm targets, where the chart is in this repository."""

from __future__ import annotations

from dataclasses import dataclass, replace

import orjson

from gate.discover.expand.application import Wrong
from gate.discover.expand.flux_sources import Found, address_of, folder_of
from gate.discover.expand.places import place_below
from gate.discover.expand.rules import BROKEN_DECLARATION, MISSING_PATH
from gate.discover.expand.surroundings import Declaring, Surroundings, clamped
from gate.model.json import escape_token, mapping, text
from gate.model.outcome import Outcome
from gate.model.target import Declaration, HelmSource, Target
from gate.sources.chart import CHART_FILE, read_chart
from gate.sources.flux_release import ChartOf, FluxRelease, ValuesFrom, chart_object, flux_release
from gate.sources.kustomization_file import join


@dataclass(frozen=True, slots=True)
class _Values:
    """Values files of the repository, and texts that come after them, each with the field that has it."""

    files: tuple[str, ...]
    texts: tuple[tuple[str, Declaration | None], ...]


def of_release(declaring: Declaring, around: Surroundings) -> Outcome[Target]:
    """The target of a HelmRelease; an account where its chart or values come from elsewhere."""
    said = flux_release(declaring.resource.decode())
    chart = said.chart
    if chart.source.kind == "HelmChart":
        body = around.known.find(chart.source)
        if body is None:
            return declaring.outside(f"a chart that is not in the repository: {chart.source}")
        chart = chart_object(body)
    folder = _folder(chart, around)
    if isinstance(folder, str):
        return declaring.outside(folder)
    if not around.tree.is_file(join(folder.folder, CHART_FILE)):
        message = f"{folder.folder} is no folder of a chart in the repository"
        return declaring.fault(MISSING_PATH, chart.pointer, message)
    values = _values(said, chart, declaring.cluster, around)
    if isinstance(values, Wrong):
        if values.rule is None:
            return declaring.outside(values.message)
        return declaring.fault(values.rule, values.pointer, values.message)
    return Outcome((_target(declaring, replace(said, chart=chart), folder.folder, values, around),))


def _folder(chart: ChartOf, around: Surroundings) -> Found | str:
    """Where the chart lies, or why it does not lie here."""
    if chart.source.kind in {"GitRepository", "Bucket", "ExternalArtifact"}:
        return folder_of(chart.source, chart.chart, around)
    what = " ".join(filter(None, (chart.chart, chart.version)))
    address = address_of(chart.source, around)
    return f"a chart from outside the repository: {what + ' from ' if what else ''}{address}"


def _values(said: FluxRelease, chart: ChartOf, cluster: str, around: Surroundings) -> _Values | Wrong:
    """The values in their order: those files, then valuesFrom, then values (helm-controller, chartutil)."""
    files: list[str] = []
    for index, written in enumerate(chart.values_files):
        found = folder_of(chart.source, written, around)
        path = found.folder if isinstance(found, Found) else clamped(written)
        if around.tree.is_file(path):
            files.append(path)
        elif not chart.ignores_missing_values_files:
            pointer = f"/spec/chart/spec/valuesFiles/{index}"
            return Wrong(MISSING_PATH, pointer, f"{path} is no file of the repository")
    texts: list[tuple[str, Declaration | None]] = []
    for index, source in enumerate(said.values_from):
        referred = _referred(source, f"/spec/valuesFrom/{index}", cluster, around)
        if isinstance(referred, Wrong):
            return referred
        texts.append(referred)
    if said.values:
        texts.append((orjson.dumps(said.values).decode(), None))
    return _Values(tuple(files), tuple(one for one in texts if one[0]))


def _referred(
    source: ValuesFrom, pointer: str, cluster: str, around: Surroundings
) -> tuple[str, Declaration | None] | Wrong:
    """The text that a reference stands for; without its values the chart would render as something else."""
    reference = source.reference
    found = around.known.resource(reference, cluster) if reference.kind == "ConfigMap" else None
    body = found.decode() if found else {}
    if found is None or "sops" in body:
        return Wrong(None, pointer, f"takes values that the gate cannot read: {reference}")
    if source.target_path:
        return Wrong(None, pointer, f"takes a single value from a ConfigMap: {reference}")
    data = mapping(body.get("data"))
    if source.key not in data:
        if reference.optional:
            return "", None
        message = f"the {reference} has no key {source.key}"
        return Wrong(BROKEN_DECLARATION, f"{pointer}/name", message)
    pointer = f"/data/{escape_token(source.key)}"
    return text(data[source.key]), Declaration(found.id, found.provenance, pointer)


def _target(
    declaring: Declaring, said: FluxRelease, folder: str, values: _Values, around: Surroundings
) -> Target:
    chart = read_chart(around.tree, folder)
    where = place_below(declaring, folder, around.settings, said.remote_cluster)
    return Target(
        name=declaring.name,
        kind="helm",
        path=folder,
        source=HelmSource(
            chart=folder,
            values=values.files,
            release=said.release,
            namespace=said.namespace,
            inline=tuple(written for written, _ in values.texts),
            inline_from=tuple(field for _, field in values.texts),
            own_values=not values.files,
            skip_crds=said.skip_crds,
            post_render=orjson.dumps(said.post_render).decode() if said.post_render else "",
        ),
        environment=where.environment,
        cluster=where.cluster,
        closure=tuple(sorted({*chart.files, *values.files})),
        reason=f"declared by {declaring.resource.id}",
        kubernetes_versions=around.versions,
        version_sensitive=chart.version_sensitive,
        declared_by=declaring.at(said.chart.pointer),
        namespace=said.namespace,
        labels=said.labels,
        annotations=said.annotations,
    )
