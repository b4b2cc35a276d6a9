"""Findings -> places: from provenance and pointer to file, line and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from gate.locate.fingerprint import fingerprint, identity
from gate.locate.kustomize import KustomizeSources
from gate.locate.source_text import SourceText
from gate.model.finding import Finding, Located, Location
from gate.model.json import JsonObject
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.target import HelmSource, KustomizeSource, PlainSource, Target
from gate.model.tree import Tree


class Locator:
    """Finds the places of the findings of one run; files are read when a finding leads to them."""

    def __init__(self, tree: Tree, targets: Iterable[Target], resources: Iterable[Resource]) -> None:
        self._targets = {target.name: target for target in targets}
        self._bodies = {(one.provenance, one.id): one for one in resources}
        self._texts = SourceText(tree)
        self._kustomize = KustomizeSources(tree, self._texts)
        self._seen: Counter[str] = Counter()

    def located(self, findings: Iterable[Finding]) -> tuple[Located, ...]:
        """Every finding with its place and fingerprint, in an order of their own."""
        return tuple(self._one(finding) for finding in _stable(findings))

    def _one(self, finding: Finding) -> Located:
        target = self._targets.get(finding.target)
        body = self._body(finding.provenance, finding.resource)
        cluster = target.cluster if target else ""
        said = identity(finding, cluster, body)
        self._seen[said] += 1
        return Located(
            finding=finding,
            location=self._place(finding, target, body),
            related=finding.related,
            environment=target.environment if target else "",
            cluster=cluster,
            fingerprint=fingerprint(said, self._seen[said]),
        )

    def _body(self, provenance: Provenance | None, resource: ResourceId | None) -> JsonObject:
        if provenance is None or resource is None:
            return {}
        found = self._bodies.get((provenance, resource))
        return found.decode() if found else {}

    def _place(self, finding: Finding, target: Target | None, body: JsonObject) -> Location | None:
        if finding.location is not None:
            return self._texts.quoted(finding, finding.location)
        provenance = finding.provenance
        if provenance is None or target is None:
            return _of_target(target) if target else None
        if provenance.path and provenance.document is not None:
            prefix = f"/items/{provenance.item}" if provenance.item is not None else ""
            return self._texts.place(finding, provenance.path, provenance.document, prefix + finding.pointer)
        if isinstance(target.source, KustomizeSource):
            found = self._kustomize.place(finding, provenance, target.source, body)
            return found or _of_target(target)
        if provenance.path:
            return Location(provenance.path, precision="file")
        return _of_target(target)


def _of_target(target: Target) -> Location:
    """The file that stands for a target, where nothing closer is known."""
    source = target.source
    if isinstance(source, KustomizeSource):
        return Location(source.kustomization or source.folder, precision="target")
    if isinstance(source, HelmSource):
        chart = "Chart.yaml" if source.chart == "." else f"{source.chart}/Chart.yaml"
        return Location(chart, precision="target")
    assert isinstance(source, PlainSource)
    return Location(source.files[0] if len(source.files) == 1 else target.path, precision="target")


def _stable(findings: Iterable[Finding]) -> Sequence[Finding]:
    """The n-th of equal findings is the same one whatever order the stages gave them in."""
    return sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[object, ...]:
    provenance = finding.provenance or Provenance("")
    place = finding.location or Location("")
    return (
        *(finding.target, finding.rule, finding.pointer, finding.message),
        repr(finding.resource),
        *(provenance.target, provenance.path, provenance.document or 0, provenance.item or 0),
        *(place.path, place.line or 0, place.column or 0),
        *(finding.severity, finding.kubernetes_versions),
    )
