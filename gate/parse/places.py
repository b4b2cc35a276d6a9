"""Where a document of a rendering stands in the repository, and how a line of it may be quoted."""

from __future__ import annotations

from functools import cached_property

from gate.documents import (
    Document,
    Positions,
    is_secretive,
    lines_of,
    mask_after_key,
    mask_tokens,
    positions,
    read,
)
from gate.model.finding import Location
from gate.model.json import JsonObject
from gate.model.resource import Provenance
from gate.model.target import HelmSource, KustomizeSource, RenderedText, Target
from gate.parse.origins import TemplateSources, take_origin

_LONGEST_QUOTE = 400


class Places:
    """One text of a target: provenance of its objects and locations of its faults."""

    def __init__(self, target: Target, rendered: RenderedText) -> None:
        self._target = target
        self._rendered = rendered
        self._is_copy = target.kind == "plain"
        self._positions: tuple[int, Positions] | None = None
        source = target.source
        self._sources = (
            TemplateSources(rendered.text, source.chart)
            if isinstance(source, HelmSource) and source.chart
            else None
        )

    def document(self, document: Document) -> Provenance:
        """What is known of a whole document."""
        if self._is_copy:
            return Provenance(self._target.name, self._rendered.path, document.index)
        path = self._sources.path_at(document.line) if self._sources else ""
        return Provenance(self._target.name, path)

    def resource(
        self, body: JsonObject, document: Provenance, item: int | None
    ) -> tuple[JsonObject, Provenance]:
        """An object as the cluster gets it, and what is known of it."""
        if self._target.kind != "kustomize":
            return body, Provenance(document.target, document.path, document.document, item)
        body, origin = take_origin(body, self._rendered.path)
        return body, Provenance(document.target, origin.path, item=item, generated_in=origin.generated_in)

    def location(self, provenance: Provenance, line: int, column: int | None) -> Location:
        """The line itself where the text is the file; else the file, or what the target is made from."""
        if self._is_copy and self._rendered.path:
            return Location(self._rendered.path, line, column, quote=self._quote(line))
        path = provenance.path or provenance.generated_in
        if path and not self._is_copy:
            return Location(path, precision="file")
        source = self._target.source
        kustomization = source.kustomization if isinstance(source, KustomizeSource) else ""
        return Location(kustomization or self._target.path, precision="target")

    def told(self, message: str, line: int) -> str:
        """The message, with its line where the text is no file that one could open."""
        if self._is_copy and self._rendered.path:
            return message
        return f"{message} (in the rendered output, line {line})"

    def start_of(self, document: Document, pointer: str) -> tuple[int, int]:
        """The line and column of the first token of a value, in the text."""
        if not pointer:
            shown = self._lines[document.line - 1]
            return document.line, len(shown) - len(shown.lstrip()) + 1
        if self._positions is None or self._positions[0] != document.index:
            self._positions = (document.index, positions(self._rendered.text, document.index))
        place = self._positions[1].nearest(pointer)[1]
        return place.line, place.column

    def _quote(self, line: int) -> str:
        shown = self._lines[line - 1][:_LONGEST_QUOTE]
        return (
            mask_after_key(shown) if is_secretive(self._text, self._documents, line) else mask_tokens(shown)
        )

    @cached_property
    def _lines(self) -> tuple[str, ...]:
        return lines_of(self._rendered.text)

    @cached_property
    def _text(self) -> str:
        return "\n".join(self._lines)

    @cached_property
    def _documents(self) -> tuple[Document, ...]:
        return read(self._rendered.text)
