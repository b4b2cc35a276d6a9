"""Values that the object declaring a chart's target sets: a HelmRelease, an Application."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gate.locate.helm_values import ValueKey
from gate.locate.inline import Inline
from gate.locate.inline_places import place_inline
from gate.locate.replay import Place
from gate.locate.source_text import SourceText
from gate.model.finding import Finding, Location
from gate.model.json import JsonObject, JsonValue, mapping, pointer_of, sequence, text, value_at
from gate.model.target import Declaration, HelmSource, Target
from gate.sources.kustomization_file import join

RELEASE = "HelmRelease"
_FILES = re.compile(r"/files/\d+$")


@dataclass(frozen=True, slots=True)
class Said:
    """Where an object says a value. inside: the pointer into the text that stands there, None for none."""

    pointer: str
    inside: str | None = None


class DeclaredValues:
    """Finds the places of values in declaring objects. field: where a field of such an object was written.

    body: such an object itself.
    """

    def __init__(
        self,
        texts: SourceText,
        field: Callable[[Declaration, str], Place | None],
        body: Callable[[Declaration], JsonObject],
    ) -> None:
        self._texts = texts
        self._field = field
        self._body = body

    def place(self, finding: Finding, target: Target, key: ValueKey) -> Location | None:
        """Where a value of a target is set, None when that cannot be told."""
        declaration = target.declared_by
        if declaration is None:
            return None
        assert isinstance(target.source, HelmSource)
        index = key.layer.index
        if key.layer.kind == "inline" and (field := _holder(target.source, index)) is not None:
            return self._referred(finding, field, target.source.inline[index], pointer_of(key.path))
        body = self._body(declaration)
        for said in _said(target, declaration, body, key):
            if place := self._field(declaration, said.pointer):
                return self._at(finding, place, said, body)
        return None

    def _referred(self, finding: Finding, field: Declaration, values: str, path: str) -> Location | None:
        """A value of a text that a field of another object holds: of a ConfigMap that `valuesFrom` names."""
        place = self._field(field, field.pointer)
        if place is None:
            return None
        if file := self._generated_from(place, values):
            return self._texts.place(finding, file, 0, path)
        if place.inline is not None or place.line is not None:
            return Location(place.path, place.line, place.column, "file")
        inline = Inline(place.path, place.document, place.pointer, values)
        return place_inline(self._texts, finding, inline, 0, path)

    def _generated_from(self, place: Place, content: str) -> str:
        """The file whose text an entry `files` of a generator takes, "" where the place is no such entry."""
        if not _FILES.search(place.pointer) or place.inline is not None:
            return ""
        documents = self._texts.documents(place.path)
        document = next((one.value for one in documents if one.index == place.document), None)
        key, separator, named = text(_value(mapping(document), place.pointer)).partition("=")
        path = join(posixpath.dirname(place.path) or ".", named if separator else key)
        return path if self._texts.text(path) == content.encode() else ""

    def _at(self, finding: Finding, place: Place, said: Said, body: JsonObject) -> Location:
        if said.inside is None or place.inline is not None:
            exact = place.inline is None
            return self._texts.place(finding, place.path, place.document, place.pointer, exact=exact)
        inline = Inline(place.path, place.document, place.pointer, text(_value(body, said.pointer)))
        return place_inline(self._texts, finding, inline, 0, said.inside)


def _holder(source: HelmSource, index: int) -> Declaration | None:
    """The field of another object that holds an inline text whole."""
    return source.inline_from[index] if index < len(source.inline_from) else None


def _said(target: Target, declaration: Declaration, body: JsonObject, key: ValueKey) -> Iterator[Said]:
    assert isinstance(target.source, HelmSource)
    path = pointer_of(key.path)
    if declaration.resource.kind == RELEASE:
        yield Said(f"/spec/values{path}")
        return
    above = f"{declaration.pointer.rpartition('/')[0]}/helm"
    if key.layer.kind == "inline":
        yield Said(f"{above}/valuesObject{path}")
        yield Said(f"{above}/values", inside=path)
        return
    one = target.source.parameters[key.layer.index]
    field, value = ("fileParameters", "path") if one.kind == "file" else ("parameters", "value")
    for index, entry in enumerate(sequence(_value(body, f"{above}/{field}"))):
        if mapping(entry).get("name") == one.name:
            yield Said(f"{above}/{field}/{index}/{value}")


def _value(body: JsonObject, pointer: str) -> JsonValue:
    try:
        return value_at(body, pointer)
    except LookupError:
        return None
