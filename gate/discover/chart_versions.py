"""Charts of registries that are asked for by no single version: what is deployed may change by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gate.documents import positions
from gate.model.finding import Finding, Location
from gate.model.json import JsonObject, mapping, text
from gate.model.resource import Resource
from gate.model.rule import Rule
from gate.model.tree import Tree
from gate.sources import helm_versions
from gate.sources.argocd import GROUP as ARGO_GROUP
from gate.sources.argocd import sources_of
from gate.sources.flux import HELM_GROUP, SOURCE_GROUP
from gate.sources.kustomization import ChartEntry

UNPINNED_CHART = Rule(
    id="reliability/unpinned-chart",
    title="A chart is asked for without a single version",
    description=(
        "A HelmRelease, an Application or a kustomization names a chart of a registry by a range of versions "
        "or by none: what is deployed then changes when somebody publishes, without a change in Git, and two "
        "clusters may get different things."
    ),
    severity="warning",
    remediation="Write one full version, such as 1.2.3; let a bot propose the next one.",
)
_CHART_MEDIA_TYPE = "application/vnd.cncf.helm.chart.content"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A chart as an object asks for it. pointer: of the version, or of what has none."""

    name: str
    version: str
    pointer: str


def unpinned_charts(resource: Resource, artifacts: frozenset[str]) -> Iterator[Finding]:
    """A finding for each chart that an object asks for without a single version.

    artifacts: the names of the OCIRepositories that HelmReleases take for charts.
    """
    for asked in _asked(resource, artifacts):
        if not _is_open(asked.version) or asked.pointer in resource.unknown:
            continue
        yield Finding(
            rule=UNPINNED_CHART.id,
            severity="warning",
            message=_said(asked.name, asked.version),
            target=resource.target,
            resource=resource.id,
            provenance=resource.provenance,
            pointer=asked.pointer,
            remedy=UNPINNED_CHART.remediation,
        )


def unpinned_entries(tree: Tree, entries: Iterable[ChartEntry], target: str) -> Iterator[Finding]:
    """A finding for each chart that a kustomization would fetch without a single version."""
    for entry in entries:
        if entry.chart or not entry.repository or not _is_open(entry.version):
            continue
        pointer = entry.pointers.get("version", entry.pointers.get("name", entry.pointer))
        found = positions(tree.read(entry.kustomization), entry.document)
        position = found.value(pointer) or found.nearest(pointer)[1]
        yield Finding(
            rule=UNPINNED_CHART.id,
            severity="warning",
            message=_said(entry.name, entry.version),
            target=target,
            location=Location(entry.kustomization, position.line, position.column),
            remedy=UNPINNED_CHART.remediation,
        )


def _asked(resource: Resource, artifacts: frozenset[str]) -> Iterator[_Asked]:
    kind = (resource.id.group, resource.id.kind)
    if kind == (HELM_GROUP, "HelmRelease"):
        template = mapping(mapping(mapping(resource.decode().get("spec")).get("chart")).get("spec"))
        yield from _of_template(template, "/spec/chart/spec")
    elif kind == (SOURCE_GROUP, "HelmChart"):
        yield from _of_template(mapping(resource.decode().get("spec")), "/spec")
    elif kind == (SOURCE_GROUP, "OCIRepository"):
        yield from _of_artifact(resource, artifacts)
    elif kind == (ARGO_GROUP, "Application"):
        yield from _of_application(mapping(resource.decode().get("spec")), "/spec")
    elif kind == (ARGO_GROUP, "ApplicationSet"):
        template = mapping(mapping(resource.decode().get("spec")).get("template"))
        yield from _of_application(mapping(template.get("spec")), "/spec/template/spec")


def _of_template(template: JsonObject, pointer: str) -> Iterator[_Asked]:
    """The chart of a HelmRepository; elsewhere, the version says nothing."""
    name, version = text(template.get("chart")), text(template.get("version"))
    if name and text(mapping(template.get("sourceRef")).get("kind")) == "HelmRepository":
        yield _Asked(name, version, f"{pointer}/version" if version else f"{pointer}/chart")


def _of_artifact(resource: Resource, artifacts: frozenset[str]) -> Iterator[_Asked]:
    spec = mapping(resource.decode().get("spec"))
    ref, selector = mapping(spec.get("ref")), mapping(spec.get("layerSelector"))
    is_chart = resource.id.name in artifacts or text(selector.get("mediaType")).startswith(_CHART_MEDIA_TYPE)
    name = text(spec.get("url")).rstrip("/").rpartition("/")[2]
    if not is_chart or text(ref.get("digest")):
        return
    field = next((one for one in ("semver", "tag") if text(ref.get(one))), "")  # as source-controller does
    yield _Asked(name, text(ref.get(field)), f"/spec/ref/{field}" if field else "/spec/url")


def _of_application(spec: JsonObject, pointer: str) -> Iterator[_Asked]:
    for source in sources_of(spec):
        if source.chart:
            field = "targetRevision" if source.revision else "chart"
            yield _Asked(source.chart, source.revision, f"{pointer}{source.pointer}/{field}")


def _is_open(version: str) -> bool:
    """Whether a version is none, or a range; what a template is yet to fill in is not known."""
    return "{{" not in version and "${" not in version and not helm_versions.is_exact(version)


def _said(name: str, version: str) -> str:
    if not version:
        return f"the chart {name} has no version, so the newest is deployed, whatever it is"
    return f"{version} is no single version of the chart {name}: what is deployed can change by itself"
