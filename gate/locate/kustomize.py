"""Places in a kustomize build: what wrote a value last, and what had written it before.

A base, a patch, an operation, a generator, a transformer's field in a kustomization, or what a Flux
Kustomization or an Argo CD Application adds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from gate.locate.answer import Answer
from gate.locate.declared import patch_file, pointer_in, written_at
from gate.locate.inflation import INFLATED, Inflation
from gate.locate.inline import Inline
from gate.locate.inline_places import place_inline
from gate.locate.merge_keys import translate
from gate.locate.references import Declared, References
from gate.locate.replay import Mark, Place, Replay, Traced
from gate.locate.source_text import SourceText
from gate.locate.words import said_of
from gate.model.finding import Finding, Location, Precision, Related
from gate.model.json import JsonObject, JsonValue, escape_token, tokens_of, value_at
from gate.model.resource import Provenance, ResourceId
from gate.model.target import KustomizeSource, Target
from gate.sources.kustomization import Closures

MOST_RELATED = 5


@dataclass(frozen=True, slots=True)
class Written:
    """What a pointer leads to. exact: whether what stands there is what came out of the build."""

    node: Traced
    exact: bool
    missing: str = ""


class KustomizeSources:
    """Finds the sources of kustomize's output."""

    def __init__(self, closures: Closures, texts: SourceText, declared: Declared, charts: Inflation) -> None:
        self._charts = charts
        self._texts = texts
        self._declared = declared
        self._replay = Replay(closures, texts)
        self._references = References(closures, texts, declared)
        self._roots: dict[tuple[Provenance, ResourceId], tuple[Traced, JsonValue] | None] = {}

    def place(
        self, finding: Finding, provenance: Provenance, target: Target, body: JsonObject
    ) -> Answer | None:
        """The place of a finding, None when not even the file is known."""
        if finding.resource is None:
            return None
        written = self._written(finding.resource, provenance, target, body, finding.pointer)
        if written is None:
            return self._of_chart(finding, provenance, target) or _of_file(provenance)
        last = self._concrete(written.node.last.place, target)
        if last is None:
            return None
        location, given = self._location(finding, last, exact=written.exact, missing=bool(written.missing))
        about = self._about(finding, written, target, body)
        related = (*self._before(finding, written, target), *given, *about)
        if (variable := self._variable(finding, written, target)) is not None:
            related = (Related(location, "put in here"), *related)
            location = variable
        seen = {(location.path, location.line, location.column)}
        told = [one for one in related if _is_new(one.location, seen)]
        return Answer(location, tuple(told[:MOST_RELATED]))

    def _of_chart(self, finding: Finding, provenance: Provenance, target: Target) -> Answer | None:
        """What a chart gave of which no more is known: its template, beside the entry that asks for it.

        Of a chart that is not in the repository the entry alone is known.
        """
        entry = self._charts.of_file(finding, provenance, target)
        if entry is None:
            return None
        if not provenance.path:
            return Answer(replace(entry, precision="target", quote=""))
        return Answer(Location(provenance.path, precision="file"), (Related(entry, INFLATED),))

    def written(
        self, resource: ResourceId, provenance: Provenance, target: Target, body: JsonObject, pointer: str
    ) -> Place | None:
        """Where exactly a value was written, None where that is not known."""
        found = self._written(resource, provenance, target, body, pointer)
        if found is None or not found.exact or found.missing or found.node.last.place.chart is not None:
            return None
        return self._concrete(found.node.last.place, target)

    def _written(
        self, resource: ResourceId, provenance: Provenance, target: Target, body: JsonObject, pointer: str
    ) -> Written | None:
        replayed = self._replayed(resource, provenance, target, body)
        if replayed is None:
            return None
        root, plain = replayed
        exists, value = _existing(pointer, body)
        mapped, whole = translate(exists, body, plain)
        node = root.at(mapped)
        if node is None:
            return None
        if not whole:
            return Written(root, exact=False)
        missing = tokens_of(pointer)[len(tokens_of(exists)) :]
        return Written(node, self._is_true(node, value, target), missing[0] if missing else "")

    def _is_true(self, node: Traced, value: JsonValue, target: Target) -> bool:
        """Whether what was replayed is what was rendered: the same, or a text with names put into it."""
        if node.is_object or node.is_list:
            return isinstance(value, dict | list)
        said = node.plain()
        return node.unsaid or said == value or self._references.explains(said, value, target)

    def _replayed(
        self, resource: ResourceId, provenance: Provenance, target: Target, body: JsonObject
    ) -> tuple[Traced, JsonValue] | None:
        key = (provenance, resource)
        if key not in self._roots:
            assert isinstance(target.source, KustomizeSource)
            inflated = partial(self._charts.starts, resource, provenance, target)
            subject = self._replay.subject(resource, provenance, target.source, body, inflated)
            if subject is not None:
                _common_metadata(subject.root, target)
            self._roots[key] = (subject.root, subject.root.plain()) if subject is not None else None
        return self._roots[key]

    def _before(self, finding: Finding, written: Written, target: Target) -> Iterator[Related]:
        """The places that wrote the value before, in order; of something missing, who removed it."""
        if written.missing:
            removed = written.node.removed.get(written.missing)
            if removed is not None:
                yield from self._related(finding, removed, target, f"{removed.by} removes it")
            return
        if not written.exact or written.node.is_object or written.node.is_list:
            return
        marks = written.node.marks[:-1]
        for mark in marks[:1] + marks[1:][-(MOST_RELATED - 1) :]:
            yield from self._related(finding, mark, target)

    def _variable(self, finding: Finding, written: Written, target: Target) -> Location | None:
        """Where the variable is set that a value is and nothing else; the text stands beside it then."""
        if not written.exact or written.missing or finding.at_key:
            return None
        name = self._references.whole_variable(written.node.plain(), target)
        place = self._references.variable(name, target) if name else None
        concrete = self._concrete(place, target) if place is not None else None
        return self._location(finding, concrete, exact=True)[0] if concrete is not None else None

    def _about(
        self, finding: Finding, written: Written, target: Target, body: JsonObject
    ) -> Iterator[Related]:
        """What gave a name, a variable or a replacement its value."""
        if not written.exact or written.missing:
            return
        said, value = written.node.plain(), _existing(finding.pointer, body)[1]
        for place, words in self._references.about(written.node, said, value, target):
            yield from self._related(finding, Mark(place, ""), target, words)

    def _related(self, finding: Finding, mark: Mark, target: Target, words: str = "") -> Iterator[Related]:
        place = self._concrete(mark.place, target)
        if place is None:
            return
        location, given = self._location(replace(finding, at_key=False), place, exact=True)
        secret = self._texts.is_secretive(finding, location.path, location.line or 1)
        yield Related(location, words or said_of(mark, secret=secret))
        yield from given

    def _location(
        self, finding: Finding, place: Place, *, exact: bool, missing: bool = False
    ) -> tuple[Location, tuple[Related, ...]]:
        """A place in a file, and the further ones of what a chart gave. missing: the value is not there."""
        precision: Precision = "exact" if exact else "file"
        if place.chart is not None:
            return self._charts.place(finding, place, exact=exact, missing=missing)
        if place.line is not None:
            location = Location(place.path, place.line, place.column, precision)
            return self._texts.quoted(finding, location), ()
        if place.inline is not None:
            found = place_inline(self._texts, finding, place.inline, place.document, place.pointer)
            return found if exact else replace(found, precision="file"), ()
        return self._texts.place(finding, place.path, place.document, place.pointer, exact=exact), ()

    def _concrete(self, place: Place, target: Target) -> Place | None:
        """The place in a file: what the declaring object says stands where that object was written."""
        inline = place.inline
        declared = place.declared or (inline is not None and inline.declared)
        if not declared:
            return place
        if target.declared_by is None:
            return None
        pointer = pointer_in(target.declared_by, inline.pointer if inline else place.pointer)
        outer = written_at(self._texts, target, pointer, self._declared)
        if inline is None:
            return outer
        if outer is None:
            return self._in_patch_file(place, target, pointer)
        there = Inline(outer.path, outer.document, outer.pointer, inline.text, outer.inline)
        return replace(place, path=outer.path, inline=there)

    def _in_patch_file(self, place: Place, target: Target, pointer: str) -> Place | None:
        """The place in the file of a patch that an Application names (`kustomize.patches[].path`)."""
        entry = pointer.removesuffix("/patch")
        named = written_at(self._texts, target, f"{entry}/path", self._declared)
        path = patch_file(self._texts, target, named) if named is not None else ""
        return replace(place, path=path, inline=None, declared=False) if path else None


def _of_file(provenance: Provenance) -> Answer | None:
    path = provenance.path or provenance.generated_in
    return Answer(Location(path, precision="file")) if path else None


def _common_metadata(root: Traced, target: Target) -> None:
    """The labels and annotations that Flux sets on every object (`spec.commonMetadata`)."""
    for name, pairs in (("labels", target.labels), ("annotations", target.annotations)):
        for key, value in pairs:
            metadata = root.at("/metadata")
            if metadata is None or not metadata.is_object:
                return
            place = Place("", pointer=f"/commonMetadata/{name}/{escape_token(key)}", declared=True)
            if name not in metadata.fields:
                metadata.put(name, {}, place, "commonMetadata")
            metadata.fields[name].put(key, value, place, "commonMetadata")


def _is_new(location: Location, seen: set[tuple[str, int | None, int | None]]) -> bool:
    where = (location.path, location.line, location.column)
    is_new = where not in seen
    seen.add(where)
    return is_new


def _existing(pointer: str, body: JsonObject) -> tuple[str, JsonValue]:
    """The longest part of a pointer that exists and is not null, and the value there."""
    while pointer:
        try:
            value = value_at(body, pointer)
        except LookupError:
            value = None
        if value is not None:
            return pointer, value
        pointer = pointer.rpartition("/")[0]
    return "", body
