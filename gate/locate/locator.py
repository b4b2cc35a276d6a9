"""Findings -> places: from provenance and pointer to file, line and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from gate.locate.answer import Answer
from gate.locate.fingerprint import fingerprint, identity
from gate.locate.helm import HelmSources
from gate.locate.helm_declared import DeclaredValues
from gate.locate.inflation import Inflation
from gate.locate.kustomize import KustomizeSources
from gate.locate.replay import Place, find_document
from gate.locate.source_text import SourceText
from gate.model.finding import Finding, Located, Location
from gate.model.json import JsonObject
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.target import Declaration, HelmSource, KustomizeSource, PlainSource, Target
from gate.model.tree import Tree
from gate.model.trial import ChartTrials
from gate.sources.kustomization import Closures


class Locator:
    """Finds the places of the findings of one run; files are read when a finding leads to them.

    trials: renders charts anew to see which line and which value give what; without it, only the template's
    file is told.
    """

    def __init__(
        self,
        tree: Tree,
        targets: Iterable[Target],
        resources: Iterable[Resource],
        trials: ChartTrials | None = None,
    ) -> None:
        self._targets = {target.name: target for target in targets}
        self._bodies = {(one.provenance, one.id): one for one in resources}
        self._texts = SourceText(tree)
        values = DeclaredValues(self._texts, self._declared, self._declaring_body)
        self._helm = HelmSources(self._texts, trials, values.place) if trials else None
        closures = Closures(tree)
        charts = Inflation(closures, self._texts, trials, self._helm, self._version)
        self._kustomize = KustomizeSources(closures, self._texts, self._declared, charts)
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
        answer = self._place(finding, target, body)
        return Located(
            finding=finding,
            location=answer.location,
            related=(*finding.related, *answer.related),
            environment=target.environment if target else "",
            cluster=cluster,
            fingerprint=fingerprint(said, self._seen[said]),
        )

    def _body(self, provenance: Provenance | None, resource: ResourceId | None) -> JsonObject:
        if provenance is None or resource is None:
            return {}
        found = self._bodies.get((provenance, resource))
        return found.decode() if found else {}

    def _place(self, finding: Finding, target: Target | None, body: JsonObject) -> Answer:
        if finding.location is not None:
            return Answer(self._texts.quoted(finding, finding.location))
        provenance = finding.provenance
        if provenance is None or target is None:
            return Answer(self._of_target(target) if target else None)
        if provenance.path and provenance.document is not None:
            pointer = _in_document(provenance, finding.pointer)
            return Answer(self._texts.place(finding, provenance.path, provenance.document, pointer))
        if isinstance(target.source, KustomizeSource):
            found = self._kustomize.place(finding, provenance, target, body)
            return found or Answer(self._of_target(target))
        if self._helm is not None and isinstance(target.source, HelmSource):
            version = self._version(provenance, finding.resource, target)
            found = self._helm.place(finding, provenance, target, version, body)
            if found is None or found.location is None:
                return Answer(self._of_target(target), found.related if found else ())
            return found
        if provenance.path:
            return Answer(Location(provenance.path, precision="file"))
        return Answer(self._of_target(target))

    def _of_target(self, target: Target) -> Location:
        """What stands for a target: of a chart that is not in the repository, the field that names it."""
        declaration = target.declared_by
        if isinstance(target.source, HelmSource) and target.source.fetched and declaration is not None:
            place = self._declared(declaration, declaration.pointer)
            if place is None or place.inline is not None:
                return Location(place.path if place else target.path, precision="target")
            position = self._texts.positions(place.path, place.document).value(place.pointer)
            assert position is not None
            return Location(place.path, position.line, position.column, "target")
        return _of_target(target)

    def _version(self, provenance: Provenance, resource: ResourceId | None, target: Target) -> str:
        """The version that the rendering of a resource was made for."""
        found = resource and self._bodies.get((provenance, resource))
        return (found.kubernetes_versions if found else target.kubernetes_versions)[-1]

    def _declaring_body(self, declaration: Declaration) -> JsonObject:
        return self._body(declaration.provenance, declaration.resource)

    def _declared(self, declaration: Declaration, pointer: str) -> Place | None:
        """Where a field of a declaring object was written: in a file, or by the build that it came out of."""
        provenance = declaration.provenance
        target = self._targets.get(provenance.target)
        if provenance.path and provenance.document is not None:
            place = Place(provenance.path, provenance.document, _in_document(provenance, pointer))
        elif target is not None and isinstance(target.source, KustomizeSource):
            body = self._body(provenance, declaration.resource)
            return self._kustomize.written(declaration.resource, provenance, target, body, pointer)
        else:
            found = find_document(self._texts.documents(provenance.path), declaration.resource)
            if found is None:
                return None
            place = Place(provenance.path, found[0], found[1] + pointer)
        is_there = self._texts.positions(place.path, place.document).value(place.pointer) is not None
        return place if is_there else None


def _in_document(provenance: Provenance, pointer: str) -> str:
    return pointer if provenance.item is None else f"/items/{provenance.item}{pointer}"


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
