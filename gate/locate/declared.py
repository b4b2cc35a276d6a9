"""Where a declaring object says what it adds to a kustomize build."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator

from gate.locate.replay import Place
from gate.locate.source_text import SourceText
from gate.model.json import JsonObject, JsonValue, mapping, text, value_at
from gate.model.target import Declaration, Target
from gate.sources.argocd import is_override_file
from gate.sources.kustomization_file import join

FLUX = "Kustomization"
# What Flux calls the fields that have another name in a kustomization.
FLUX_NAMES = {"/namespace": "/targetNamespace"}
# An Application writes an image as one text.
_IMAGE = re.compile(r"^(/images/\d+)/.*")
_LABEL_PAIRS = re.compile(r"/labels/0/pairs(?=/|$)")


def pointer_in(declaration: Declaration, pointer: str) -> str:
    """The pointer into a Flux Kustomization, or an Application, of a field of what it adds.

    pointer: into the edits of a target (`gate.model.target.KustomizeSource`), or `/commonMetadata/…` and
    `/postBuild/…` as Flux writes them.
    """
    above = declaration.pointer.removesuffix("/path")
    if declaration.resource.kind == FLUX:
        return above + FLUX_NAMES.get(pointer, pointer)
    return f"{above}/kustomize" + _IMAGE.sub(r"\1", _LABEL_PAIRS.sub("/commonLabels", pointer))


def source_of(declaration: Declaration) -> str:
    """The pointer of what declares, above the field that names what is rendered."""
    return declaration.pointer.rpartition("/")[0]


def overrides(texts: SourceText, target: Target) -> Iterator[tuple[Place, JsonObject]]:
    """The `.argocd-source*.yaml` files that are merged into an Application's source, the strongest first:
    the root of each, and what it says.
    """
    files = [path for path in target.closure if is_override_file(path)]
    for path in sorted(files, key=lambda path: (len(posixpath.basename(path)), path), reverse=True):
        if (posixpath.dirname(path) or ".") == target.path:
            for document in texts.documents(path)[:1]:
                yield Place(path, document.index), mapping(document.value)


def written_at(
    texts: SourceText, target: Target, pointer: str, declared: Callable[[Declaration, str], Place | None]
) -> Place | None:
    """Where a field of a target's declaring object was written: there, or in a file that overrides it.

    declared: where a field of that object itself was written.
    """
    assert target.declared_by is not None
    inside = pointer.removeprefix(source_of(target.declared_by))
    for root, said in overrides(texts, target):
        if has(said, inside):
            return root.below(inside)
        if any(isinstance(said_at(said, above), list) for above in _above(inside)):
            return None  # a list is overridden as a whole
    return declared(target.declared_by, pointer)


def _above(pointer: str) -> Iterator[str]:
    while pointer := pointer.rpartition("/")[0]:
        yield pointer


def patch_file(texts: SourceText, target: Target, place: Place) -> str:
    """The file that an Application names for a patch, where its text is not in place; "" for none."""
    documents = {one.index: one.value for one in texts.documents(place.path)}
    written = text(said_at(documents.get(place.document), place.pointer))
    return join(target.path, written) if written else ""


def has(content: JsonValue, pointer: str) -> bool:
    """Whether there is anything at a pointer."""
    return said_at(content, pointer) is not None


def said_at(content: JsonValue, pointer: str) -> JsonValue:
    """What is at a pointer, None where there is nothing."""
    try:
        return value_at(content, pointer)
    except LookupError:
        return None
