"""Values that the object declaring a chart's target sets: a HelmRelease, an Application."""

from __future__ import annotations

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

RELEASE = "HelmRelease"


@dataclass(frozen=True, slots=True)
class Said:
    """Where an object says a value. inside: the pointer into the text that stands there, None for none."""

    pointer: str
    inside: str | None = None
    is_close: bool = True


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
        body = self._body(declaration)
        for said in _said(target, declaration, body, key):
            if place := self._field(declaration, said.pointer):
                return self._at(finding, place, said, body)
        return None

    def _at(self, finding: Finding, place: Place, said: Said, body: JsonObject) -> Location:
        if said.inside is None or place.inline is not None:
            exact = said.is_close and place.inline is None
            return self._texts.place(finding, place.path, place.document, place.pointer, exact=exact)
        inline = Inline(place.path, place.document, place.pointer, text(_value(body, said.pointer)))
        return place_inline(self._texts, finding, inline, 0, said.inside)


def _said(target: Target, declaration: Declaration, body: JsonObject, key: ValueKey) -> Iterator[Said]:
    assert isinstance(target.source, HelmSource)
    path = pointer_of(key.path)
    if declaration.resource.kind == RELEASE:
        yield from _by_release(target.source, body, key, path)
        return
    above = f"{declaration.pointer.removesuffix('/path')}/helm"
    if key.layer.kind == "inline":
        yield Said(f"{above}/valuesObject{path}")
        yield Said(f"{above}/values", inside=path)
        return
    one = target.source.parameters[key.layer.index]
    field, value = ("fileParameters", "path") if one.kind == "file" else ("parameters", "value")
    for index, entry in enumerate(sequence(_value(body, f"{above}/{field}"))):
        if mapping(entry).get("name") == one.name:
            yield Said(f"{above}/{field}/{index}/{value}")


def _by_release(source: HelmSource, body: JsonObject, key: ValueKey, path: str) -> Iterator[Said]:
    """`values` count last; what is before them stands in ConfigMaps that `valuesFrom` names."""
    spec = mapping(body.get("spec"))
    has_values = bool(mapping(spec.get("values")))
    if has_values and key.layer.index == len(source.inline) - 1:
        yield Said(f"/spec/values{path}")
    elif key.layer.index < len(sequence(spec.get("valuesFrom"))):
        yield Said(f"/spec/valuesFrom/{key.layer.index}", is_close=False)


def _value(body: JsonObject, pointer: str) -> JsonValue:
    try:
        return value_at(body, pointer)
    except LookupError:
        return None
