"""Which lines of a text may hold a Secret's value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gate.documents.reading import Document
from gate.model.json import JsonObject, JsonValue

_KINDS = frozenset(["Secret", "SecretList"])
_MENTIONS = re.compile(
    r"""\bkind["']?\s*:\s*["']?Secret(?:List)?(?![A-Za-z])|\bsops\b|\bsecretGenerator\b|ENC\[""",
    re.IGNORECASE,
)
_REFERENCE = frozenset(
    [
        "apiVersion",
        "group",
        "kind",
        "name",
        "namespace",
        "optional",
        "valuesKey",
        "targetPath",
        "jsonPointers",
    ]
)
"""What an object may say that only names a Secret."""

_SELECTS = frozenset(["target", "select"])
"""Fields that say which objects a patch or a replacement is for: what it writes stands beside them."""

_HOLDING = frozenset(["sops", "secretgenerator", "stringdata"])


def is_secretive(text: str, documents: Sequence[Document], line: int) -> bool:
    """Whether a line belongs to a document that may hold a Secret's value. documents: of that text.

    A document that only refers to a Secret, or to a kind with a longer name, holds none. What does not parse,
    or says something twice, may hold one where the text mentions one at all.
    """
    if not _MENTIONS.search(text):
        return False
    document = next((one for one in reversed(documents) if one.line <= line), None)
    if document is None or document.broken or document.faults:
        return True
    return any(_is_secretive(key, value) for key, value in _every("", document.value))


def _is_secretive(key: str, value: JsonValue) -> bool:
    if isinstance(value, str):
        return value.startswith("ENC[") or (_is_text(value) and _MENTIONS.search(value) is not None)
    if not isinstance(value, dict):
        return False
    if not _HOLDING.isdisjoint(map(str.casefold, value)):
        return True
    return value.get("kind") in _KINDS and (key in _SELECTS or not _is_reference(value))


def _is_text(value: str) -> bool:
    """Whether a string may be a manifest itself, a patch in a kustomization, say."""
    return "\n" in value or "{" in value


def _is_reference(value: JsonObject) -> bool:
    return value.keys() <= _REFERENCE


def _every(key: str, value: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    """Every value with its key; the items of a list have the list's."""
    yield key, value
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _every(name, member)
    elif isinstance(value, list):
        for item in value:
            yield from _every(key, item)
