"""Values that the object declaring a chart's target sets: a HelmRelease, an Application."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gate.documents import read
from gate.locate.declared import has, overrides, said_at, source_of
from gate.locate.helm_values import ValueKey, same
from gate.locate.inline import Inline
from gate.locate.inline_places import place_inline
from gate.locate.replay import Place
from gate.locate.source_text import SourceText
from gate.model.finding import Finding, Location
from gate.model.json import JsonObject, mapping, pointer_of, sequence, text
from gate.model.target import Declaration, HelmSource, Target
from gate.sources.kustomization_file import join

RELEASE = "HelmRelease"
_FILES = re.compile(r"/files/\d+$")


@dataclass(frozen=True, slots=True)
class Said:
    """Where an object says a value. inside: the pointer into the text that stands there, None for none.

    place: where that is, None where the declaring object says it.
    """

    pointer: str
    inside: str | None = None
    text: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class _Saying:
    """What says something of a source: the body, where in it the field `helm` stands, and the file's root,
    None for the declaring object.
    """

    above: str
    body: JsonObject
    root: Place | None = None

    def said(self, field: str, inside: str | None = None) -> Said:
        pointer = f"{self.above}/{field}"
        place = self.root.below(pointer) if self.root is not None else None
        return Said(pointer, inside, text(said_at(self.body, pointer)), place)


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
        if declaration.resource.kind == RELEASE:
            said = iter([Said(f"/spec/values{pointer_of(key.path)}")])
        else:
            said = _said(target, tuple(self._saying(target, declaration)), key)
        return next(filter(None, (self._placed(finding, declaration, one) for one in said)), None)

    def _placed(self, finding: Finding, declaration: Declaration, said: Said) -> Location | None:
        place = said.place or self._field(declaration, said.pointer)
        return self._at(finding, place, said) if place is not None else None

    def _referred(self, finding: Finding, field: Declaration, values: str, path: str) -> Location | None:
        """A value of a text that a field of another object holds: of a ConfigMap that `valuesFrom` names.

        Or the field itself, where it is that value (`valuesFrom[].targetPath`).
        """
        place = self._field(field, field.pointer)
        if place is None:
            return None
        if _is_single(text(said_at(self._body(field), field.pointer)), values, path):
            return self._at(finding, place, Said(field.pointer))
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
        key, separator, named = text(said_at(mapping(document), place.pointer)).partition("=")
        path = join(posixpath.dirname(place.path) or ".", named if separator else key)
        return path if self._texts.text(path) == content.encode() else ""

    def _at(self, finding: Finding, place: Place, said: Said) -> Location:
        if said.inside is None or place.inline is not None:
            exact = place.inline is None
            return self._texts.place(finding, place.path, place.document, place.pointer, exact=exact)
        inline = Inline(place.path, place.document, place.pointer, said.text)
        return place_inline(self._texts, finding, inline, 0, said.inside)

    def _saying(self, target: Target, declaration: Declaration) -> Iterator[_Saying]:
        """All that says something of an Application's source, the strongest first."""
        for root, said in overrides(self._texts, target):
            yield _Saying("/helm", said, root)
        yield _Saying(f"{source_of(declaration)}/helm", self._body(declaration))


def _holder(source: HelmSource, index: int) -> Declaration | None:
    """The field of another object that holds an inline text whole."""
    return source.inline_from[index] if index < len(source.inline_from) else None


def _is_single(written: str, values: str, path: str) -> bool:
    """Whether the value at a path of a text of values is what a field says, all of it."""
    document = next((one.value for one in read(values.encode("utf-8", "replace"))), None)
    return written != values and same(said_at(document, path), written.strip("'\""))


def _said(target: Target, sayings: Sequence[_Saying], key: ValueKey) -> Iterator[Said]:
    """What an Application or a file beside its chart can say a value by: `valuesObject` before `values`."""
    assert isinstance(target.source, HelmSource)
    path = pointer_of(key.path)
    if key.layer.kind == "inline":
        for one in sayings:
            if has(one.body, f"{one.above}/valuesObject{path}"):
                yield one.said(f"valuesObject{path}")
        for one in sayings:
            if has(one.body, f"{one.above}/values"):
                yield one.said("values", inside=path)
        return
    parameter = target.source.parameters[key.layer.index]
    field, value = ("fileParameters", "path") if parameter.kind == "file" else ("parameters", "value")
    for one in sayings:
        entries = said_at(one.body, f"{one.above}/{field}")
        for index, entry in enumerate(sequence(entries)):
            if mapping(entry).get("name") == parameter.name:
                yield one.said(f"{field}/{index}/{value}")
        if entries is not None:
            return  # a list is overridden as a whole
