"""The hooks that only `helm test` runs: they come out of `helm template`, and no installation sends them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from gate.documents import Document, read
from gate.model.json import JsonObject, JsonValue, mapping, text

HOOK = "helm.sh/hook"
# https://github.com/helm/helm/blob/main/pkg/release/util/manifest_sorter.go (`events`)
TESTS = frozenset({"test", "test-success"})
_SEPARATOR = re.compile(rb"^---", re.MULTILINE)


def without_tests(rendered: bytes) -> bytes:
    """What Helm rendered without the documents that are hooks of `helm test` and of nothing else.

    `--skip-tests` is no way to this: it drops a hook that is run before an installation, too, as soon as
    one of its events is a test.
    """
    if HOOK.encode() not in rendered:
        return rendered
    return b"".join(piece for piece in _pieces(rendered) if not _is_test(piece))


def _pieces(rendered: bytes) -> Iterator[bytes]:
    starts = [0, *(found.start() for found in _SEPARATOR.finditer(rendered) if found.start()), len(rendered)]
    return (rendered[begin:end] for begin, end in pairwise(starts))


def _is_test(piece: bytes) -> bool:
    if HOOK.encode() not in piece:
        return False
    documents = read(piece)
    return len(documents) == 1 and _only_tests(documents[0])


def _only_tests(document: Document) -> bool:
    """Whether nothing but a test is meant; a document that can be read in two ways is none."""
    annotations = _only(_only(document.value, "metadata"), "annotations")
    events = {event.strip().lower() for event in text(annotations.get(HOOK)).split(",")}
    return not document.faults and events <= TESTS


def _only(value: JsonValue, key: str) -> JsonObject:
    """A member whose key no other resembles: Go's JSON takes keys in any case, and the last one of them."""
    alike = [one for one in mapping(value) if one.casefold() == key]
    return mapping(mapping(value).get(key)) if alike == [key] else {}
