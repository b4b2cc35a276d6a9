"""Values that are files of the chart, which a template takes whole (`.Files.Get`, `.AsConfig`)."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from gate.locate.helm_marking import is_template
from gate.locate.helm_values import layer_folder
from gate.locate.helm_variant import RenderedObject, Variant
from gate.model.finding import Location
from gate.model.json import JsonValue, tokens_of

MENTION = ".Files"
MOST_TRIED = 3


def file_of(
    variant: Variant, found: RenderedObject, pointer: str, written: JsonValue, place: str
) -> Location | None:
    """The start of the file that a value is, None where it is none. place: of the template of the value."""
    if not isinstance(written, str) or not written.strip():
        return None
    same = [one for one in _equal(variant, written) if one.startswith(layer_folder(place))]
    same.sort(key=lambda one: one.rpartition("/")[2] != tokens_of(pointer)[-1])
    for one in same[:MOST_TRIED]:
        if variant.changes_with(one, found.document, found.prefix + pointer):
            return Location(variant.files[one].origin, 1, 1)
    return None


def _equal(variant: Variant, written: str) -> Iterator[str]:
    """The files that are no templates and have the content, but for the white space at its end."""
    wanted = {written.rstrip().encode(), _decoded(written).rstrip()} - {b""}
    for place, file in variant.files.items():
        if file.origin and not is_template(place) and file.content.rstrip() in wanted:
            yield place


def _decoded(written: str) -> bytes:
    try:
        return base64.b64decode(written, validate=True)
    except ValueError:
        return b""
