"""Text -> documents: each chunk read alone, so that a broken one hides no other."""

from __future__ import annotations

from dataclasses import dataclass

from gate.documents import jsontext
from gate.documents.chunks import Chunk, Ruler, split
from gate.documents.composing import compose
from gate.documents.constructing import Constructor, Duplicate
from gate.documents.faults import MAX_FAULTS, Fault, UnreadableError
from gate.model.json import JsonValue

_LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a text.

    index: counts every chunk between `---` separators, empty ones too (a `---` that opens the text opens
    document 0). line: where its content starts, the first token that is no comment.
    value: best effort where only duplicate keys are wrong (the last one counts), None when it is broken.
    Parts of it may be shared, where the text has aliases: copy before changing.
    broken: the value cannot be used.
    """

    index: int
    line: int
    value: JsonValue
    faults: tuple[Fault, ...] = ()
    broken: bool = False


def read(text: bytes) -> tuple[Document, ...]:
    """The documents of YAML or JSON text as Kubernetes reads it; empty and comment-only ones are left out."""
    return tuple(document for chunk in split(text) if (document := _document(chunk)) is not None)


def _document(chunk: Chunk) -> Document | None:
    content = chunk.content()
    if content is None and chunk.fault is None:
        return None
    line = chunk.place(content or 0).line
    try:
        if chunk.fault is not None:
            raise chunk.fault
        if jsontext.looks_like_json(chunk.text):
            return _json_document(chunk, line)
        return _yaml_document(chunk, line)
    except UnreadableError as error:
        return Document(chunk.index, line, None, (_fault(chunk, error),), broken=True)


def _json_document(chunk: Chunk, line: int) -> Document | None:
    """JSON, or else a YAML flow mapping; what is neither is told as what it looks like."""
    try:
        value, duplicates = jsontext.value_of(chunk.text)
    except UnreadableError as error:
        if error.code == "limit":
            raise
        try:
            return _yaml_document(chunk, line)
        except UnreadableError:
            if chunk.text.lstrip()[1:].lstrip().startswith('"'):
                raise error from None
            raise
    return Document(chunk.index, line, value, tuple(_duplicate_keys(chunk, duplicates)))


def _yaml_document(chunk: Chunk, line: int) -> Document | None:
    composition = compose(chunk.text)
    if composition.root is None:
        return None
    constructor = Constructor()
    value = constructor.value(composition.root)
    faults = _duplicate_keys(chunk, constructor.duplicates)
    if composition.trailing is not None:
        faults.append(_fault(chunk, composition.trailing))
    return Document(chunk.index, line, value, tuple(faults))


def _duplicate_keys(chunk: Chunk, duplicates: list[Duplicate] | tuple[Duplicate, ...]) -> list[Fault]:
    if not duplicates:
        return []
    ruler = Ruler(chunk)
    faults = []
    for duplicate in sorted(duplicates, key=lambda duplicate: duplicate.again)[:MAX_FAULTS]:
        place = ruler.place(duplicate.again)
        first = ruler.place(duplicate.first).line
        key = duplicate.key[:_LONGEST_KEY]
        message = f'the key "{key}" is set twice, first on line {first}'
        if duplicate.merged:
            message = f'the merge key replaces the key "{key}" of line {first} above it; put `<<` first'
        faults.append(Fault("duplicate-key", message, place.line, place.column))
    if len(duplicates) > MAX_FAULTS:
        last = faults[-1]
        more = f"and {len(duplicates) - MAX_FAULTS} more duplicate keys in this document"
        faults.append(Fault("duplicate-key", more, last.line, last.column))
    return faults


def _fault(chunk: Chunk, error: UnreadableError) -> Fault:
    place = chunk.place(error.offset)
    return Fault(error.code, error.message, place.line, place.column)
