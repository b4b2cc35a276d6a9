"""Places in charts that a kustomization inflates: what the build starts from, and where Helm had it from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import orjson

from gate.locate.helm import HelmSources
from gate.locate.helm_variant import RenderedObject, likely
from gate.locate.inflated import Inflated
from gate.locate.replay import Place, Traced
from gate.locate.source_text import SourceText
from gate.model.finding import Finding, Location, Related
from gate.model.json import mapping, sequence, text
from gate.model.resource import Provenance, ResourceId
from gate.model.target import KustomizeSource, Source, Target
from gate.model.trial import ChartTrials
from gate.sources.kustomization import ChartEntry, Closures
from gate.sources.kustomization_file import join

BY = "the chart"
INFLATED = "the chart is inflated here"

VersionOf = Callable[[Provenance, ResourceId, Target], str]
"""The Kubernetes version that the rendering of a resource was made for."""


class Inflation:
    """Renders the charts of a kustomize target on trial, and finds the places of what they gave."""

    def __init__(
        self,
        closures: Closures,
        texts: SourceText,
        trials: ChartTrials | None,
        helm: HelmSources | None,
        version: VersionOf,
    ) -> None:
        self._closures = closures
        self._texts = texts
        self._trials = trials
        self._helm = helm
        self._version = version
        self._given: dict[tuple[str, Source, str], tuple[RenderedObject, ...]] = {}

    def starts(self, resource: ResourceId, provenance: Provenance, target: Target) -> Iterator[Traced]:
        """The objects of charts that may have become a resource, those with the most of its name first."""
        if self._trials is None or self._helm is None or not provenance.generated_in:
            return
        version, path = self._version(provenance, resource, target), provenance.path
        given = [
            Inflated(found, release, version, entry)
            for folder, index, entry in self._entries(provenance.generated_in, target)
            if not path or path.startswith(f"{entry.chart}/")
            if (release := self._trials.release(target, folder, index)) is not None
            for found in likely(self._objects(release, version, entry), resource, path)
        ]
        given.sort(key=lambda one: -len(one.found.id.name))
        for one in given:
            yield Traced(one.found.value, Place("", chart=one), BY)

    def _objects(self, release: Target, version: str, entry: ChartEntry) -> tuple[RenderedObject, ...]:
        assert self._helm is not None
        key = (release.name, release.source, version)
        if key not in self._given:
            self._given[key] = self._helm.variant(release, version, entry).objects
        return self._given[key]

    def place(
        self, finding: Finding, at: Place, *, exact: bool, missing: bool
    ) -> tuple[Location, tuple[Related, ...]]:
        """Where a value of a chart's object is written: the template's line or the key of the values.

        Where neither is in the repository, the entry that asks for the chart. exact: whether the build left
        the value as the chart gave it. missing: whether it is what would hold the value.
        """
        assert at.chart is not None
        assert self._helm is not None
        entry = self.entry(finding, at.chart.entry)
        pointer = f"{at.pointer}/-" if missing else at.pointer
        variant = self._helm.variant(at.chart.release, at.chart.version, at.chart.entry)
        answer = self._helm.written(replace(finding, pointer=pointer), variant, at.chart.found)
        asked = Related(entry, INFLATED)
        if answer is None or answer.location is None:
            related = answer.related if answer is not None else ()
            return replace(entry, precision="target", quote=""), related
        if not exact:
            return Location(answer.location.path, precision="file"), (asked,)
        return answer.location, (*answer.related, asked)

    def entry(self, finding: Finding, entry: ChartEntry) -> Location:
        """Where an entry stands that asks for a chart."""
        about = replace(finding, at_key=False)
        return self._texts.place(about, entry.kustomization, entry.document, entry.pointer)

    def of_file(self, finding: Finding, provenance: Provenance, target: Target) -> Location | None:
        """The one entry that can have given a resource, None where there are several or none."""
        entries = [entry for _, _, entry in self._entries(provenance.generated_in, target)]
        return self.entry(finding, entries[0]) if len(entries) == 1 else None

    def _entries(self, path: str, target: Target) -> Iterator[tuple[str, int, ChartEntry]]:
        """The entries of a file, a kustomization or a plugin's, each with a folder that has it."""
        for folder in self._folders(path, target):
            found = [
                (folder, index, entry)
                for index, entry in enumerate(self._closures.inputs(folder).charts)
                if entry.kustomization == path
            ]
            if found:
                yield from found
                return

    def _folders(self, path: str, target: Target) -> Iterator[str]:
        yield path.rpartition("/")[0] or "."
        source = target.source
        assert isinstance(source, KustomizeSource)
        edits = mapping(orjson.loads(source.edits)) if source.edits else {}
        components = (join("", text(name)) for name in sequence(edits.get("components")))
        for folder in (source.folder, *components):
            yield from self._closures.closure(folder).kustomizations
