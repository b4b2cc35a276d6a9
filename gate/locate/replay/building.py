"""Goes through a build for one resource: from its file or generator through every kustomization above."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import TypeAlias

from gate.locate.inline import Inline
from gate.locate.replay import transformers
from gate.locate.replay.documents import find_document
from gate.locate.replay.generated import Generator
from gate.locate.replay.layers import Layer, Layers, Step
from gate.locate.replay.operations import operate
from gate.locate.replay.places import Place
from gate.locate.replay.plugins import plugins, transform
from gate.locate.replay.replacements import replacement
from gate.locate.replay.selectors import Subject, is_named_by, selects
from gate.locate.replay.strategic import BUILT_IN_GROUPS, merge
from gate.locate.replay.traced import Traced
from gate.locate.source_text import SourceText
from gate.model.json import JsonObject, JsonValue, mapping, tokens_of
from gate.model.resource import Provenance, ResourceId
from gate.model.target import KustomizeSource
from gate.sources.fields import GENERATORS, Node
from gate.sources.kustomization import Closures, PatchSource

Inflated: TypeAlias = "Callable[[], Iterator[Traced]]"
"""What charts gave that may have become a resource, the likeliest first."""


class Replay:
    """Replays builds of one tree."""

    def __init__(self, closures: Closures, texts: SourceText) -> None:
        self._texts = texts
        self.layers = Layers(closures)
        self._patches: dict[tuple[object, ...], tuple[tuple[JsonValue, Place], ...]] = {}

    def subject(
        self,
        resource: ResourceId,
        provenance: Provenance,
        source: KustomizeSource,
        body: JsonObject,
        inflated: Inflated,
    ) -> Subject | None:
        """The resource as the build leaves it, None where not even its beginning is found.

        Where its file is used in several ways, the way that gives the name and namespace it has; one that
        gives a part of the name where no other does, for kustomize may complete it.
        """
        generated = bool(provenance.generated_in)
        wanted = provenance.generated_in or provenance.path
        near: Subject | None = None
        best: Subject | None = None
        for way in self.layers.ways(source, wanted, generated=generated):
            for start in chain(self._starts(resource, provenance, body), inflated()):
                subject = Subject(start, resource, body)
                subject.know()
                for step in way:
                    self._take(step, subject)
                    subject.know()
                if _fits(subject) and subject.text_at("/metadata/name") == resource.name:
                    return subject
                near = near or (subject if _fits(subject) else None)
                best = best or subject
        return near or best

    def _starts(self, resource: ResourceId, provenance: Provenance, body: JsonObject) -> Iterator[Traced]:
        if provenance.generated_in and provenance.path:
            return  # a chart's
        if provenance.generated_in:
            for generator in self._generators(provenance.generated_in, resource.kind):
                if generator.name and generator.name in resource.name:
                    yield generator.made(body)
            return
        found = find_document(self._texts.documents(provenance.path), resource)
        if found is not None:
            document, prefix, value = found
            yield Traced(value, Place(provenance.path, document, prefix), "the base")

    def _generators(self, path: str, kind: str) -> Iterator[Generator]:
        folder = path.rpartition("/")[0] or "."
        layer = self.layers.layer(folder)
        if layer is not None and layer.place.path == path:
            yield from self._generators_of(layer, kind)

    def _generators_of(self, layer: Layer, kind: str) -> Iterator[Generator]:
        options = next(layer.content.field("generatorOptions"), None)
        for name in GENERATORS:
            if name.casefold() == f"{kind}Generator".casefold():
                for entry in layer.content.select(f"{name}/*"):
                    yield Generator(entry, layer.place, layer.folder, options, self._texts.text)
        for plugin in plugins(layer, "generators", self._texts):
            if plugin.content.first("kind") == f"{kind}Generator":
                yield Generator(plugin.content, plugin.place, layer.folder, options, self._texts.text)

    def _take(self, step: Step, subject: Subject) -> None:
        if step.generates:
            for generator in self._generators_of(step.layer, subject.id.kind):
                if generator.name in subject.names and generator.behavior in {"merge", "replace"}:
                    generator.fill(subject.root, subject.rendered)
            return
        self._transform(step.layer, subject)
        for plugin in plugins(step.layer, "transformers", self._texts):
            self._patch(plugin, subject, "")
            transform(plugin, subject)
            subject.know()

    def _transform(self, layer: Layer, subject: Subject) -> None:
        """In kustomize's order (`internal/target/kusttarget_configplugin.go`)."""
        self._patch(layer, subject, "patchesstrategicmerge")
        self._patch(layer, subject, "patches")
        content, place = layer.content, layer.place
        for name, write in (
            ("namespace", transformers.set_namespace),
            ("namePrefix", transformers.add_prefix),
            ("nameSuffix", transformers.add_suffix),
        ):
            for field in content.field(name):
                write(subject, field, place.below(field.pointer))
                subject.know()
        for entry in content.select("labels/*"):
            _labels(entry, place, subject)
        for pairs in content.field("commonLabels"):
            transformers.label(subject, pairs, place.below(pairs.pointer), selectors=True, templates=True)
        for pairs in content.field("commonAnnotations"):
            transformers.annotate(subject, pairs, place.below(pairs.pointer))
        self._patch(layer, subject, "patchesjson6902")
        for entry in content.select("replicas/*"):
            transformers.scale(subject, entry, place.below(entry.pointer))
        for entry in content.select("images/*"):
            transformers.set_images(subject, entry, place.below(entry.pointer))
        self._replace(layer, subject)

    def _replace(self, layer: Layer, subject: Subject) -> None:
        for entry in layer.content.select("replacements/*"):
            path = entry.first("path")
            if not path:
                replacement(subject, entry, layer.place.below(entry.pointer))
                continue
            file = f"{layer.folder}/{path}" if layer.folder != "." else path
            for document in self._texts.documents(file):
                listed = document.value if isinstance(document.value, list) else [document.value]
                for index, one in enumerate(listed):
                    pointer = f"/{index}" if isinstance(document.value, list) else ""
                    replacement(subject, Node(pointer, one), Place(file, document.index, pointer))

    def _patch(self, layer: Layer, subject: Subject, field: str) -> None:
        """The patches that a field names, or all that a plugin does."""
        for patch in layer.patches:
            if field and (tokens_of(patch.pointer) or ("",))[0].casefold() != field:
                continue
            for value, place in self._written(patch, layer):
                self._apply(patch, value, place, subject)

    def _apply(self, patch: PatchSource, value: JsonValue, place: Place, subject: Subject) -> None:
        if patch.target:
            if not selects(patch.target, subject):
                return
        elif not is_named_by(mapping(value), subject):
            return
        if isinstance(value, list):
            operate(subject.root, value, place)
            return
        merges_lists = subject.id.group in BUILT_IN_GROUPS
        written = _without_identity(mapping(value))
        merge(subject.root, written, place, by="a patch", merges_lists=merges_lists)

    def _written(self, patch: PatchSource, layer: Layer) -> tuple[tuple[JsonValue, Place], ...]:
        """The documents of a patch."""
        key = (patch.path, patch.kustomization, patch.document, patch.pointer, patch.text)
        if key not in self._patches:
            self._patches[key] = tuple(self._documents(patch, layer))
        return self._patches[key]

    def _documents(self, patch: PatchSource, layer: Layer) -> Iterator[tuple[JsonValue, Place]]:
        if patch.path:
            for one in self._texts.documents(patch.path):
                yield one.value, Place(patch.path, one.index)
            return
        document, pointer, outer = patch.document, patch.pointer, layer.place.inline
        if outer is not None:  # an inline plugin: the patch is a scalar within a scalar
            document = layer.place.document
            fields = (*layer.content.field("patch"), *layer.content.field("jsonOp"))
            pointer = next((one.pointer for one in fields if one.text == patch.text), "")
        declared = layer.place.declared
        inline = Inline(patch.kustomization, document, pointer, patch.text, outer, declared)
        for one in self._texts.inner(inline):
            yield one.value, Place(inline.path, one.index, inline=inline)


def _labels(entry: Node, place: Place, subject: Subject) -> None:
    """One entry of `labels`."""
    selectors = any(one.value is True for one in entry.field("includeSelectors"))
    templates = any(one.value is True for one in entry.field("includeTemplates"))
    custom = any(True for one in entry.field("fields"))
    for pairs in entry.field("pairs"):
        at = place.below(pairs.pointer)
        transformers.label(
            subject, pairs, at, selectors=selectors or custom, templates=templates or selectors
        )


def _without_identity(patch: JsonObject) -> JsonObject:
    """What a patch says to be found is not what it writes: kustomize keeps kind, name and namespace."""
    written = {key: value for key, value in patch.items() if key not in {"apiVersion", "kind"}}
    if isinstance(metadata := written.get("metadata"), dict):
        written["metadata"] = {
            key: value for key, value in metadata.items() if key not in {"name", "namespace"}
        }
    return written


def _fits(subject: Subject) -> bool:
    """Whether the resource has become what came out of the build, as far as names tell."""
    name, namespace = subject.text_at("/metadata/name"), subject.text_at("/metadata/namespace")
    return subject.id.name.startswith(name) and namespace == subject.id.namespace
