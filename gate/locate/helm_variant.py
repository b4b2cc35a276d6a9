"""One chart variant as Helm renders it: its objects, and the template line of each of their lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from gate.documents import Positions, positions, read
from gate.locate.helm_lines import (
    LineMap,
    MappedLine,
    RenderedDocument,
    documents_of,
    line_map,
    spelled_lines,
)
from gate.locate.helm_marking import TemplateLine, is_template, marked
from gate.locate.helm_values import Path, ValueKey, Values, same
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text, value_at
from gate.model.resource import ResourceId
from gate.model.target import HelmSource, Target
from gate.model.trial import ChartFile, ChartTrials
from gate.sources.kustomization import ChartEntry
from gate.sources.kustomization_file import join

ATTEMPTS = 6
"""Renders with marks: each one leaves out the template that the one before failed on."""

MAX_TRIALS = 60
"""Renders of one variant with a changed value."""

MAX_FILE_TRIALS = 20
"""Renders of one variant with a changed file."""

ENOUGH = 0.98
"""The part of a document's lines that must be told for marks in definitions to be good enough."""


@dataclass(frozen=True, slots=True)
class RenderedObject:
    """An object of the output. document: its index; prefix: where it stands in it.

    path: where the template would be in the repository.
    """

    document: int
    prefix: str
    value: JsonObject
    id: ResourceId
    path: str


class Variant:
    """The renderings of one target for one Kubernetes version, each made when it is first needed.

    entry: that asks for the chart, of one that a kustomization inflates.
    """

    def __init__(
        self,
        target: Target,
        version: str,
        named: tuple[bytes, ...],
        trials: ChartTrials,
        entry: ChartEntry | None = None,
    ) -> None:
        source = target.source
        assert isinstance(source, HelmSource)
        self.target = target
        self.entry = entry
        self._source = source
        self._version = version
        self._named = named
        self._trials = trials
        self._tried_files = 0
        self._maps: dict[int, LineMap] = {}
        self._positions: dict[int, Positions] = {}
        self._changed: dict[Path, tuple[RenderedDocument, ...] | None] = {}

    @cached_property
    def files(self) -> Mapping[str, ChartFile]:
        return self._trials.files(self.target)

    @cached_property
    def values(self) -> Values:
        return Values(self._source, self.files, self._named)

    @cached_property
    def documents(self) -> tuple[RenderedDocument, ...]:
        output = self._trials.render(self.target, self._version, {}).text
        return () if output is None else documents_of(output)

    def object(self, resource: ResourceId, body: JsonObject, path: str) -> RenderedObject | None:
        """The object that became a resource: of several with its id, the one with its content.

        path: of the template in the repository, "" when it is not known. The name may be a random one.
        """
        found = [one for one in self.objects if one.id == resource]
        found = found or [one for one in self.objects if one.id == replace(resource, namespace="")]
        same = next((one for one in found if one.value == body), next(iter(found), None))
        return same or only_one(self.objects, resource, path)

    def positions(self, document: int) -> Positions:
        """Where the values of a document of the output stand in it."""
        if document not in self._positions:
            content = self.documents[document].text
            index = next((one.index for one in read(content)), 0)
            self._positions[document] = positions(content, index)
        return self._positions[document]

    def template_line(self, document: int, line: int) -> MappedLine | None:
        """The template's line of a line of the output (from 0)."""
        if document not in self._maps:
            self._maps[document] = self._map(document)
        return self._maps[document].get(line)

    def after(self, key: ValueKey, document: int, pointer: str) -> tuple[JsonValue, JsonValue] | None:
        """What a key is changed to, and what a value of a document becomes by it; None when not known."""
        changed = self.values.changed(key)
        if changed is None:
            return None
        source, value = changed
        if key.path not in self._changed:
            if len(self._changed) >= MAX_TRIALS:
                return None
            output = self._trials.render(replace(self.target, source=source), self._version, {}).text
            self._changed[key.path] = None if output is None else documents_of(output)
        documents = self._changed[key.path]
        other = None if documents is None else self._counterpart(document, documents)
        if documents is None or other is None:
            return None
        found = [
            _value(other, pointer),
            *(_value(one, pointer) for one in documents if one.place == other.place),
        ]
        # Documents change their turns when a kind changes.
        return value, next((one for one in found if same(one, value)), found[0])

    def changes_with(self, place: str, document: int, pointer: str) -> bool:
        """Whether a value of a document becomes another one with something added to a file of the chart."""
        if self._tried_files >= MAX_FILE_TRIALS:
            return False
        self._tried_files += 1
        longer = {place: self.files[place].content + b"x"}
        output = self._trials.render(self.target, self._version, longer).text
        other = None if output is None else self._counterpart(document, documents_of(output))
        return other is not None and _value(other, pointer) != _value(self.documents[document], pointer)

    def _counterpart(self, document: int, documents: tuple[RenderedDocument, ...]) -> RenderedDocument | None:
        """The same document of another rendering: of its template's documents the one at the same turn."""
        place = self.documents[document].place
        ours = [index for index, one in enumerate(self.documents) if one.place == place]
        theirs = [one for one in documents if one.place == place]
        return theirs[ours.index(document)] if len(ours) == len(theirs) else None

    @cached_property
    def objects(self) -> tuple[RenderedObject, ...]:
        """All objects of the output, those of lists among them."""
        return tuple(self._read())

    def _read(self) -> Iterator[RenderedObject]:
        for index, document in enumerate(self.documents):
            content = mapping(next((one.value for one in read(document.text)), None))
            items = sequence(content.get("items")) if text(content.get("kind")).endswith("List") else []
            for prefix, value in _members(content, items):
                metadata = mapping(value.get("metadata"))
                identity = ResourceId(
                    text(value.get("apiVersion")),
                    text(value.get("kind")),
                    text(metadata.get("namespace")),
                    text(metadata.get("name")),
                )
                path = join(self._source.chart, document.place)
                yield RenderedObject(index, prefix, value, identity, path)

    def _map(self, document: int) -> LineMap:
        """Marks in definitions tell more, and now and then are in the way."""
        closer = self._mapped(document, self._marked_closely)
        lines = sum(1 for line in self.documents[document].lines if line.strip())
        if len(closer) >= ENOUGH * (lines - 2):
            return closer
        plainer = self._mapped(document, self._marked_plainly)
        best = max(closer, plainer, key=len)
        return best or self._spelled(document)

    def _mapped(self, document: int, marks: _MarkedOutput) -> LineMap:
        other = self._counterpart(document, marks.documents)
        return line_map(self.documents[document], other, marks.lines) if other else {}

    @cached_property
    def _marked_closely(self) -> _MarkedOutput:
        return self._marked(definitions=True)

    @cached_property
    def _marked_plainly(self) -> _MarkedOutput:
        return self._marked(definitions=False)

    def _marked(self, *, definitions: bool) -> _MarkedOutput:
        """The chart rendered with marks in all templates that bear them."""
        templates = {place: file.content for place, file in self.files.items() if is_template(place)}
        for _ in range(ATTEMPTS):
            marks = marked(templates, definitions=definitions)
            trial = self._trials.render(self.target, self._version, marks.contents)
            if trial.text is not None:
                return _MarkedOutput(documents_of(trial.text), marks.lines)
            if trial.blamed not in templates:
                break
            del templates[trial.blamed]
        return _MarkedOutput((), ())

    def _spelled(self, document: int) -> LineMap:
        """Without marks: the lines that the template spells as they are rendered."""
        place = self.documents[document].place
        file = self.files.get(place)
        return spelled_lines(self.documents[document], place, file.content) if file else {}


def likely(objects: Iterable[RenderedObject], resource: ResourceId, path: str) -> list[RenderedObject]:
    """The objects that a build may have made a resource of: its kind, and a part of its name.

    path: of the template in the repository, "" when it is not known. The name may be a random one.
    """
    every = tuple(objects)
    found = [one for one in _of_kind(every, resource, path) if one.id.name in resource.name]
    only = None if found else only_one(every, resource, path)
    return [only] if only is not None else found


def only_one(objects: Iterable[RenderedObject], resource: ResourceId, path: str) -> RenderedObject | None:
    """The one object of a kind that a template gives, None when it gives several or none."""
    found = list(_of_kind(objects, resource, path)) if path else []
    return found[0] if len(found) == 1 else None


def _of_kind(objects: Iterable[RenderedObject], resource: ResourceId, path: str) -> Iterator[RenderedObject]:
    for one in objects:
        is_kind = (one.id.group, one.id.kind) == (resource.group, resource.kind)
        if is_kind and path in {"", one.path}:
            yield one


def _value(document: RenderedDocument, pointer: str) -> JsonValue:
    try:
        return value_at(next((one.value for one in read(document.text)), None), pointer)
    except LookupError:
        return None


@dataclass(frozen=True, slots=True)
class _MarkedOutput:
    documents: tuple[RenderedDocument, ...]
    lines: tuple[TemplateLine, ...]


def _members(content: JsonObject, items: list[JsonValue]) -> Iterator[tuple[str, JsonObject]]:
    if not items:
        yield "", content
    for index, item in enumerate(items):
        yield f"/items/{index}", mapping(item)
