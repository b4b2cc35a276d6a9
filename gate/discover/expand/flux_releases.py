"""Flux HelmReleases -> helm targets, where the chart is in this repository or was fetched."""

from __future__ import annotations

from dataclasses import dataclass, replace

import orjson

from gate.discover.expand.application import Wrong
from gate.discover.expand.fetched_charts import FetchedChart, fetched
from gate.discover.expand.flux_sources import Found, address_of, folder_of
from gate.discover.expand.places import place_below
from gate.discover.expand.rules import BROKEN_DECLARATION, MISSING_PATH
from gate.discover.expand.surroundings import Declaring, Surroundings, clamped
from gate.discover.expand.values import unlike_values
from gate.model.finding import Finding
from gate.model.json import escape_token, mapping, text
from gate.model.outcome import Account, Outcome
from gate.model.target import Declaration, HelmSource, Target
from gate.sources.chart import CHART_FILE, read_chart
from gate.sources.flux_release import (
    ChartOf,
    FluxRelease,
    ValuesFrom,
    chart_object,
    chart_of_artifact,
    flux_release,
)
from gate.sources.flux_target_path import value_at
from gate.sources.helm_values import kind_of, no_values
from gate.sources.kustomization_file import join


@dataclass(frozen=True, slots=True)
class _Values:
    """Values files of the repository, and texts that come after them, each with the field that has it.

    replaces_own: whether there are files, which count instead of the chart's own values. without: optional
    references to what the repository does not have.
    """

    files: tuple[str, ...]
    texts: tuple[tuple[str, Declaration | None], ...]
    replaces_own: bool
    without: tuple[str, ...] = ()


def of_release(declaring: Declaring, around: Surroundings) -> Outcome[Target]:
    """The target of a HelmRelease; an account where its chart or values come from elsewhere."""
    said = flux_release(declaring.resource.decode())
    chart = said.chart
    if chart.source.kind == "HelmChart":
        body = around.known.find(chart.source)
        if body is None:
            return declaring.outside(f"a chart that is not in the repository: {chart.source}")
        chart = chart_object(body)
    place = _place(chart, around)
    if isinstance(place, str):
        outside = declaring.outside(place)
        return replace(outside, findings=_said_wrong(declaring, said, around))
    if isinstance(place, Found) and not around.tree.is_file(join(place.folder, CHART_FILE)):
        message = f"{place.folder} is no folder of a chart in the repository"
        return declaring.fault(MISSING_PATH, chart.pointer, message)
    values = _values(said, chart, place, declaring.cluster, around)
    if isinstance(values, Wrong):
        if values.rule is None:
            return declaring.outside(values.message)
        return declaring.fault(values.rule, values.pointer, values.message, values.location)
    target = _target(declaring, replace(said, chart=chart), place, values, around)
    accounts = tuple(
        Account(declaring.name, f"rendered without optional values that are not in the repository: {one}")
        for one in values.without
    )
    return Outcome((target,), _dropped(declaring), accounts)


def _said_wrong(declaring: Declaring, said: FluxRelease, around: Surroundings) -> tuple[Finding, ...]:
    """What a release says wrong of its values, whatever chart they are for."""
    found = (_referred(one, index, declaring.cluster, around) for index, one in enumerate(said.values_from))
    faults = (
        declaring.fault(one.rule, one.pointer, one.message)
        for one in found
        if isinstance(one, Wrong) and one.rule is not None
    )
    return (*(finding for one in faults for finding in one.findings), *_dropped(declaring))


def _dropped(declaring: Declaring) -> tuple[Finding, ...]:
    """Values of another kind: Flux goes on without them (api/v2, HelmRelease.GetValues)."""
    values = mapping(declaring.resource.decode().get("spec")).get("values")
    if values is None or isinstance(values, dict):
        return ()
    message = f"values is {kind_of(values)}, where Flux takes a mapping and uses nothing else"
    return declaring.fault(BROKEN_DECLARATION, "/spec/values", message, unjudged=False).findings


def _place(chart: ChartOf, around: Surroundings) -> Found | FetchedChart | str:
    """Where the chart lies, or why it does not lie here."""
    if chart.source.kind in {"GitRepository", "Bucket", "ExternalArtifact"}:
        return folder_of(chart.source, chart.chart, around)
    name, version, body = chart.chart, chart.version, around.known.find(chart.source)
    if chart.source.kind == "OCIRepository" and body is not None:
        name, version = chart_of_artifact(body)
    what = " ".join(filter(None, (chart.chart, chart.version)))
    told = f"{what + ' from ' if what else ''}{address_of(chart.source, around)}"
    return fetched(name, version, told, around)


def _values(
    said: FluxRelease, chart: ChartOf, place: Found | FetchedChart, cluster: str, around: Surroundings
) -> _Values | Wrong:
    """The values in their order: those files, then valuesFrom, then values (helm-controller, chartutil)."""
    files: list[str] = []
    texts: list[tuple[str, Declaration | None]] = []
    for index, written in enumerate(chart.values_files):
        named = _file(written, chart, place, around)
        if isinstance(named, Wrong):
            if not chart.ignores_missing_values_files:
                return replace(named, pointer=f"/spec/chart/spec/valuesFiles/{index}")
        elif isinstance(place, Found):
            if wrong := next(unlike_values([named], around.tree), None):
                return wrong
            files.append(named)
        else:
            texts.append((named, None))
    replaces_own = bool(files or texts)
    without: list[str] = []
    for index, source in enumerate(said.values_from):
        referred = _referred(source, index, cluster, around)
        if isinstance(referred, Wrong):
            return referred
        if referred is None:
            without.append(str(source.reference))
        else:
            texts.append(referred)
    if said.values:
        texts.append((orjson.dumps(said.values).decode(), None))
    return _Values(tuple(files), tuple(one for one in texts if one[0]), replaces_own, tuple(without))


def _file(written: str, chart: ChartOf, place: Found | FetchedChart, around: Surroundings) -> str | Wrong:
    """The path of a values file in the repository, the text of one that comes with a fetched chart."""
    if isinstance(place, FetchedChart):
        content = place.text(written)
        return Wrong(MISSING_PATH, "", f"{written} is no file of the chart") if content is None else content
    found = folder_of(chart.source, written, around)
    path = found.folder if isinstance(found, Found) else clamped(written)
    is_there = around.tree.is_file(path)
    return path if is_there else Wrong(MISSING_PATH, "", f"{path} is no file of the repository")


def _referred(
    source: ValuesFrom, index: int, cluster: str, around: Surroundings
) -> tuple[str, Declaration | None] | Wrong | None:
    """The text that a reference stands for; without its values the chart would render as something else.

    None for an optional ConfigMap that the repository does not have: Flux goes on without it.
    """
    pointer, reference = f"/spec/valuesFrom/{index}", source.reference
    unreadable = Wrong(None, pointer, f"takes values that the gate cannot read: {reference}")
    found = around.known.resource(reference, cluster) if reference.kind == "ConfigMap" else None
    body = found.decode() if found else {}
    if found is None and reference.optional and reference.kind == "ConfigMap":
        return None
    if found is None or "sops" in body:
        return unreadable
    data = mapping(body.get("data"))
    if source.key not in data:
        if reference.optional:
            return "", None
        message = f"the {reference} has no key {source.key}"
        return Wrong(BROKEN_DECLARATION, f"{pointer}/name", message)
    written, field = text(data[source.key]), f"/data/{escape_token(source.key)}"
    if source.target_path:
        single = value_at(source.target_path, written, literal=source.literal)
        if not single:
            message = f"puts what the {reference} has as {source.key} at {source.target_path}"
            return Wrong(None, pointer, f"{message}, which Helm would take apart")
        return single, Declaration(found.id, found.provenance, field)
    if wrong := no_values(written.encode("utf-8", "replace")):
        message = f"what the {reference} has as {source.key} is {wrong.words}"
        return Wrong(BROKEN_DECLARATION, f"{pointer}/name", message)
    return written, Declaration(found.id, found.provenance, field)


def _target(
    declaring: Declaring,
    said: FluxRelease,
    place: Found | FetchedChart,
    values: _Values,
    around: Surroundings,
) -> Target:
    if isinstance(place, Found):
        chart = read_chart(around.tree, place.folder)
        folder, beforehand = chart.folder, ""
        files, is_sensitive = chart.files, chart.version_sensitive
    else:
        folder, beforehand = declaring.path, place.path
        files, is_sensitive = (), place.version_sensitive
    where = place_below(declaring, folder, around.settings, said.remote_cluster)
    return Target(
        name=declaring.name,
        kind="helm",
        path=folder,
        source=HelmSource(
            chart="" if beforehand else folder,
            values=values.files,
            release=said.release,
            namespace=said.namespace,
            inline=tuple(written for written, _ in values.texts),
            inline_from=tuple(field for _, field in values.texts),
            own_values=not values.replaces_own,
            skip_crds=said.skip_crds,
            post_render=orjson.dumps(said.post_render).decode() if said.post_render else "",
            fetched=beforehand,
        ),
        environment=where.environment,
        cluster=where.cluster,
        closure=tuple(sorted({*files, *values.files})),
        reason=f"declared by {declaring.resource.id}",
        kubernetes_versions=around.versions,
        version_sensitive=is_sensitive,
        declared_by=declaring.at(said.chart.pointer),
        namespace=said.namespace,
        labels=said.labels,
        annotations=said.annotations,
    )
