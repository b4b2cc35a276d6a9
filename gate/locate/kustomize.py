"""Places in a kustomize build: the base, patch or generator that wrote what a finding is about.

What a transformer changed (names, namespaces, labels, images) is told by the file and resource only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gate.documents import Document
from gate.locate.generators import generator_pointer
from gate.locate.inline import Inline, place_inline
from gate.locate.merge_keys import translate
from gate.locate.source_text import SourceText
from gate.model.finding import Finding, Location
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text, tokens_of, value_at
from gate.model.resource import Provenance, ResourceId
from gate.model.target import KustomizeSource
from gate.model.tree import Tree
from gate.sources.kustomization import Closures, PatchSource

# What a strategic-merge patch repeats to say what it patches; the base wrote it.
NAMES_THE_RESOURCE = frozenset({"/apiVersion", "/kind", "/metadata/name", "/metadata/namespace"})


@dataclass(frozen=True, slots=True)
class Source:
    """An object as some file writes it: a base, or a patch. prefix: where it stands in its document.

    inline: the scalar of the file that holds the document, None where it is a document of the file.
    """

    path: str
    document: int
    prefix: str
    value: JsonObject
    inline: Inline | None = None


class KustomizeSources:
    """Finds the sources of kustomize's output, through the static closure of the target."""

    def __init__(self, tree: Tree, texts: SourceText) -> None:
        self._closures = Closures(tree)
        self._texts = texts

    def place(
        self, finding: Finding, provenance: Provenance, source: KustomizeSource, body: JsonObject
    ) -> Location | None:
        """The place of a finding, None when not even the file is known."""
        closure = self._closures.closure(source.folder)
        if finding.resource is None:
            return None
        if provenance.generated_in:
            return self._generated(finding, provenance, source)
        if not provenance.path:
            return None
        base = find_document(self._texts.documents(provenance.path), provenance.path, finding.resource)
        patches = [
            one
            for patch in ordered(closure.patches)
            for one in self._patch(patch, finding.resource, base.value if base else {})
        ]
        operation = self._operation(finding, closure.patches, finding.resource, base, body)
        return operation or self._written(finding, base, patches, body, provenance)

    def _written(
        self,
        finding: Finding,
        base: Source | None,
        patches: list[Source],
        body: JsonObject,
        provenance: Provenance,
    ) -> Location:
        """Where the last file that wrote the value stands: patches come after the base."""
        writers = [*patches, *([base] if base else [])]
        if finding.pointer in NAMES_THE_RESOURCE:
            writers.reverse()
        value = found_at(body, finding.pointer)
        if isinstance(value, dict | list) or value is None:
            return self._container(finding, base, writers, body, provenance)
        for writer in writers:
            pointer, whole = translate(finding.pointer, body, writer.value)
            if whole and value_at(writer.value, pointer) == value:
                return self._at(finding, writer, pointer)
        return self._somewhere(finding, base, provenance)

    def _container(
        self,
        finding: Finding,
        base: Source | None,
        writers: list[Source],
        body: JsonObject,
        provenance: Provenance,
    ) -> Location:
        """An object, a list, or what is missing: in the first writer that has it, the base before patches."""
        exists = _existing(finding.pointer, body)
        for writer in reversed(writers):
            pointer, whole = translate(exists, body, writer.value)
            if whole:
                rest = finding.pointer if pointer == finding.pointer else pointer
                return self._at(finding, writer, rest)
        return self._somewhere(finding, base, provenance)

    def _at(self, finding: Finding, source: Source, pointer: str) -> Location:
        if source.inline is not None:
            return place_inline(self._texts, finding, source.inline, source.document, source.prefix + pointer)
        return self._texts.place(finding, source.path, source.document, source.prefix + pointer)

    def _somewhere(self, finding: Finding, base: Source | None, provenance: Provenance) -> Location:
        if base is None:
            return Location(provenance.path, precision="file")
        return self._texts.place(finding, base.path, base.document, base.prefix, exact=False)

    def _generated(self, finding: Finding, provenance: Provenance, source: KustomizeSource) -> Location:
        """The literal, file or entry of the generator that made the resource."""
        assert finding.resource is not None
        closure = self._closures.closure(source.folder)
        for generator in closure.generators:
            if generator.kind == finding.resource.kind and generator.name in finding.resource.name:
                documents = self._texts.documents(generator.kustomization)
                content = next((one.value for one in documents if one.index == generator.document), None)
                pointer, exact = generator_pointer(generator.pointer, mapping(content), finding.pointer)
                if exact or generator.kustomization == provenance.generated_in:
                    return self._texts.place(
                        finding, generator.kustomization, generator.document, pointer, exact=exact
                    )
        return Location(provenance.generated_in, precision="file")

    def _patch(self, patch: PatchSource, resource: ResourceId, base: JsonObject) -> Iterator[Source]:
        """The strategic-merge documents of a patch that are about a resource."""
        if patch.kind == "json6902" or not _selects(patch.target, resource, base):
            return
        for source in self._written_by(patch):
            value = source.value
            if patch.target or (value.get("kind") == resource.kind and _same_name(value, resource)):
                yield source

    def _written_by(self, patch: PatchSource) -> Iterator[Source]:
        """The documents of a patch; a list of operations is told as an object of them by index."""
        inline = None
        if not patch.path:
            inline = Inline(patch.kustomization, patch.document, patch.pointer, patch.text)
        for document in inline.documents() if inline else self._texts.documents(patch.path):
            value = document.value
            listed = {str(index): one for index, one in enumerate(sequence(value))}
            yield Source(
                patch.path or patch.kustomization, document.index, "", mapping(value) or listed, inline
            )

    def _operation(
        self,
        finding: Finding,
        patches: tuple[PatchSource, ...],
        resource: ResourceId,
        base: Source | None,
        body: JsonObject,
    ) -> Location | None:
        """The operation of a JSON 6902 patch (RFC 6902) that wrote the value."""
        value = found_at(body, finding.pointer)
        for patch in ordered(patches):
            if patch.kind != "json6902" or not _selects(patch.target, resource, base.value if base else {}):
                continue
            for source in self._written_by(patch):
                for index, operation in source.value.items():
                    rest = _below(finding.pointer, text(mapping(operation).get("path")))
                    written = mapping(operation).get("value")
                    if rest is None or value is None or found_at(written, rest) != value:
                        continue
                    return self._at(finding, source, f"/{index}/value{rest}")
        return None


def ordered(patches: tuple[PatchSource, ...]) -> list[PatchSource]:
    """The patch that is applied last comes first: outer kustomizations come after inner ones."""
    by_file: dict[str, list[PatchSource]] = {}
    for patch in patches:
        by_file.setdefault(patch.kustomization, []).append(patch)
    return [patch for group in by_file.values() for patch in reversed(group)]


def find_document(documents: tuple[Document, ...], path: str, resource: ResourceId) -> Source | None:
    """The document of a file that a rendered resource came from: kind and group, and a name that fits."""
    candidates = [
        one for document in documents for one in _objects(document, path) if _same_kind(one.value, resource)
    ]
    exact = [one for one in candidates if _name(one.value) == resource.name]
    inside = [one for one in candidates if _name(one.value) and _name(one.value) in resource.name]
    return next(iter(exact or inside or (candidates if len(candidates) == 1 else [])), None)


def _objects(document: Document, path: str) -> Iterator[Source]:
    value = mapping(document.value)
    items = sequence(value.get("items")) if text(value.get("kind")).endswith("List") else []
    if items:
        for index, item in enumerate(items):
            yield Source(path, document.index, f"/items/{index}", mapping(item))
    else:
        yield Source(path, document.index, "", value)


def _same_kind(value: JsonObject, resource: ResourceId) -> bool:
    return (
        value.get("kind") == resource.kind
        and text(value.get("apiVersion")).rpartition("/")[0] == resource.group
    )


def _same_name(value: JsonObject, resource: ResourceId) -> bool:
    return bool(_name(value)) and _name(value) in resource.name


def _name(value: JsonObject) -> str:
    return text(mapping(value.get("metadata")).get("name"))


def _selects(target: JsonObject, resource: ResourceId, base: JsonObject) -> bool:
    """Whether a patch's target can mean a resource; its name and kind are anchored regular expressions."""
    names = {resource.name, _name(base)}
    wanted_kind, wanted_name = text(target.get("kind")), text(target.get("name"))
    return _matches(wanted_kind, {resource.kind}) and _matches(wanted_name, names)


def _matches(pattern: str, texts: set[str]) -> bool:
    if not pattern:
        return True
    try:
        return any(re.fullmatch(pattern, one) for one in texts if one)
    except re.error:
        return pattern in texts


def _existing(pointer: str, body: JsonObject) -> str:
    """The longest part of a pointer that exists."""
    while pointer and found_at(body, pointer) is None:
        pointer = pointer.rpartition("/")[0]
    return pointer


def _below(pointer: str, prefix: str) -> str | None:
    """The rest of a pointer below a prefix, None when it is not below it."""
    ours, theirs = tokens_of(pointer), tokens_of(prefix)
    if not prefix or len(theirs) > len(ours):
        return None
    same = all(b in {a, "-"} for a, b in zip(ours, theirs, strict=False))
    return (
        "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in ours[len(theirs) :])
        if same
        else None
    )


def found_at(value: JsonValue, pointer: str) -> JsonValue:
    """The value at a pointer, None when there is none."""
    try:
        return value_at(value, pointer)
    except LookupError:
        return None
