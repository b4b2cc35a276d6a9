"""The kustomizations that a resource passes through on its way from its file to the output, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import orjson

from gate.locate.replay.places import Place
from gate.model.json import JsonObject, mapping, sequence, text, tokens_of
from gate.model.target import KustomizeSource
from gate.sources.fields import Node, PatchKind
from gate.sources.kustomization import Closures, PatchSource
from gate.sources.kustomization_file import join

MOST_WAYS = 256
"""How many ways from one file to the output are looked at: it may be used under several names."""
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Layer:
    """One kustomization: its fields, where they stand, and the patches that it names.

    The pointers of content count from `place`.
    """

    content: Node
    place: Place
    patches: tuple[PatchSource, ...] = ()
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What a layer does to a resource that is there already: merge what it generates, or transform."""

    layer: Layer
    generates: bool = False


Way = tuple[Step, ...]


class Layers:
    """Finds ways through the kustomizations of one tree."""

    def __init__(self, closures: Closures) -> None:
        self._closures = closures
        self._layers: dict[str, Layer | None] = {}

    def ways(self, source: KustomizeSource, wanted: str, *, generated: bool) -> Iterator[Way]:
        """The ways of a resource that a file writes, or, where it is generated, a kustomization.

        A resource with no known way passes through what the declaring object adds, at least.
        """
        found = islice(self._through_root(source, wanted, generated=generated), MOST_WAYS)
        after = tuple(self._declared(source))
        first = next(found, ())
        yield from (way + after for way in (first, *found))

    def layer(self, folder: str) -> Layer | None:
        """The kustomization of a folder, None where there is none to read."""
        if folder not in self._layers:
            inputs = self._closures.inputs(folder)
            file = inputs.file
            self._layers[folder] = (
                Layer(file.content, Place(file.path, file.document), tuple(inputs.patches), folder)
                if file is not None
                else None
            )
        return self._layers[folder]

    def _through_root(self, source: KustomizeSource, wanted: str, *, generated: bool) -> Iterator[Way]:
        if source.kustomization:
            yield from self._to(source.folder, wanted, generated=generated, depth=0)
        for path in source.files:
            if path == wanted:
                yield ()
            else:
                yield from self._to(path, wanted, generated=generated, depth=0)
        components = [join("", text(name)) for name in sequence(_edits(source).get("components"))]
        yield from self._from_components(components, wanted, generated=generated, depth=0)

    def _to(self, folder: str, wanted: str, *, generated: bool, depth: int) -> Iterator[Way]:
        """The ways from a file to what the kustomization of a folder gives."""
        layer = self.layer(folder)
        if layer is None or depth > DEEPEST or wanted not in self._closures.closure(folder).files:
            return
        inputs = self._closures.inputs(folder)
        bases = [one.value for one in inputs.folders if _is_under(one.pointer, "resources", "bases")]
        components = [one.value for one in inputs.folders if _is_under(one.pointer, "components")]
        after = (*self._all_of(components, depth), Step(layer))
        if generated and wanted in {layer.place.path, *(one.kustomization for one in inputs.charts)}:
            yield after
        elif wanted in inputs.resources and not generated:
            yield (Step(layer, generates=True), *after)
        for base in bases:
            for way in self._to(base, wanted, generated=generated, depth=depth + 1):
                yield (*way, Step(layer, generates=True), *after)
        for way in self._from_components(components, wanted, generated=generated, depth=depth):
            yield (*way, Step(layer))

    def _from_components(
        self, components: list[str], wanted: str, *, generated: bool, depth: int
    ) -> Iterator[Way]:
        for index, component in enumerate(components):
            for way in self._to(component, wanted, generated=generated, depth=depth + 1):
                yield (*way, *self._all_of(components[index + 1 :], depth))

    def _all_of(self, components: list[str], depth: int) -> Iterator[Step]:
        """What components do to a resource that is there before them."""
        for component in components:
            layer = self.layer(component)
            if layer is None or depth > DEEPEST:
                continue
            inner = self._closures.inputs(component).folders
            yield Step(layer, generates=True)
            nested = [one.value for one in inner if _is_under(one.pointer, "components")]
            yield from self._all_of(nested, depth + 1)
            yield Step(layer)

    def _declared(self, source: KustomizeSource) -> Iterator[Step]:
        """What the declaring object adds: it comes last of all."""
        if not source.edits:
            return
        edits = _edits(source)
        components = [join("", text(name)) for name in sequence(edits.get("components"))]
        yield from self._all_of(components, 0)
        content = Node("", edits)
        yield Step(Layer(content, Place("", declared=True), tuple(_patches(content))))


def _patches(edits: Node) -> Iterator[PatchSource]:
    """The patches of edits, which are all inline."""
    fields: tuple[tuple[str, PatchKind], ...] = (
        ("patches/*", "unknown"),
        ("patchesStrategicMerge/*", "strategic"),
        ("patchesJson6902/*", "json6902"),
    )
    for pattern, kind in fields:
        for entry in edits.select(pattern):
            written = entry.text or entry.first("patch")
            pointer = entry.pointer if entry.text else f"{entry.pointer}/patch"
            target = next((mapping(one.value) for one in entry.field("target")), {})
            yield PatchSource("", "", pointer, kind, target, written)


def _edits(source: KustomizeSource) -> JsonObject:
    return mapping(orjson.loads(source.edits)) if source.edits else {}


def _is_under(pointer: str, *fields: str) -> bool:
    return any(token.casefold() in fields for token in tokens_of(pointer)[:1])
