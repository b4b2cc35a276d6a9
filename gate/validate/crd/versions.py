"""The versions of a CustomResourceDefinition: which is stored, and what each says besides its schema."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from gate.model.json import JsonObject, mapping, sequence, text
from gate.validate.crd.paths import PathError, field_at
from gate.validate.explain import Fault
from gate.validate.relations.places import fault, repeated
from gate.validate.wording import Tokens, quoted

_PLACE: Tokens = ("spec", "versions")
_LONGEST_WARNING = 256
_MOST_SELECTABLE = 8
_SELECTABLE_TYPES = ("string", "boolean", "integer")


def versions_faults(versions: list[JsonObject]) -> Iterator[Fault]:
    """Names that are there twice, and not exactly one version that is stored."""
    yield from repeated(
        ((*_PLACE, index, "name"), text(one.get("name"))) for index, one in enumerate(versions)
    )
    stored = sum(version.get("storage") is True for version in versions)
    if stored != 1:
        says = f"must have exactly one version with storage: true, and {stored or 'none'} of them have it"
        yield fault("api/conflict", _PLACE, says, "Set storage: true on the version to store, on no other.")


def version_faults(version: JsonObject, place: Tokens) -> Iterator[Fault]:
    """Faults of one version, without those of its schema."""
    warning = version.get("deprecationWarning")
    if isinstance(warning, str):
        deprecated = version.get("deprecated") is True
        for says in _warning_faults(warning, deprecated=deprecated):
            yield fault("api/value", (*place, "deprecationWarning"), says)
    yield from _selectable_faults(version, place)


def _warning_faults(warning: str, *, deprecated: bool) -> Iterator[str]:
    if not deprecated:
        yield "can only be set for deprecated versions"
        return
    if len(warning.encode("utf-8", "replace")) > _LONGEST_WARNING:
        yield f"must have at most {_LONGEST_WARNING} characters"
    if not warning:
        yield "must not be empty"
    if any(not _is_printable(character) for character in warning):
        yield "must only have printable characters, and no line breaks"


def _is_printable(character: str) -> bool:
    """`unicode.IsPrint` of Go: letters, marks, numbers, punctuation, symbols, and the ASCII space."""
    return character == " " or unicodedata.category(character)[0] in "LMNPS"


def _selectable_faults(version: JsonObject, place: Tokens) -> Iterator[Fault]:
    """Fields to select by: paths of the schema to scalars, each once, few of them, none in the metadata."""
    schema = mapping(mapping(version.get("schema")).get("openAPIV3Schema"))
    place = (*place, "selectableFields")
    paths: set[tuple[str, ...]] = set()
    for index, entry in enumerate(sequence(version.get("selectableFields"))):
        written, at = text(mapping(entry).get("jsonPath")), (*place, index, "jsonPath")
        try:
            path, found = field_at(written, schema)
        except PathError as error:
            yield fault("api/format", at, f"is {quoted(written)}, an invalid path: {error}")
            continue
        if path[:1] == ("metadata",):
            yield fault("api/value", at, "must not point to fields in metadata")
        if found.get("type") not in _SELECTABLE_TYPES:
            yield fault("api/value", at, "must point to a field of type string, boolean or integer")
        if path in paths:
            yield fault("api/duplicate", at, f"is {quoted(written)} again")
        paths.add(path)
    if len(paths) > _MOST_SELECTABLE:
        yield fault("api/range", place, f"has {len(paths)} fields, must have at most {_MOST_SELECTABLE}")
