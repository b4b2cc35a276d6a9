"""Roots that choose objects by where they come from, which an origin annotation would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gate.documents import read
from gate.model.json import JsonValue
from gate.model.tree import Tree
from gate.render.places import bytes_of
from gate.sources.kustomization import Closure, KustomizationFile

ORIGIN = "config.kubernetes.io/origin"
_SELECTOR = "annotationselector"
# What is copied from: all annotations of an object.
_ALL = ("fieldpath", "metadata.annotations")
# Fields that may name or hold configurations with selectors of their own, as text among them.
_CONFIGURED = ("transformers", "generators", "validators", "replacements")


def sees_origins(
    edits: JsonValue, kustomizations: Iterable[KustomizationFile], read_by_it: Closure, tree: Tree
) -> bool:
    """Whether what a root builds may differ where its objects carry the origins that the gate asks for.

    A patch for `annotationSelector: "!config.kubernetes.io/origin"` would be in the cluster and never in what
    is judged. Names are compared as kustomize does, in any case.
    """
    files = tuple(kustomizations)
    if any(_asks(value) for value in (edits, *(file.content.value for file in files))):
        return True
    if not any(node for file in files for name in _CONFIGURED for node in file.content.field(name)):
        return False
    others = set(read_by_it.files) - set(read_by_it.resources) - {file.path for file in files}
    return any(_asks(document.value) for path in others for document in read(bytes_of(tree, path)))


def _asks(value: JsonValue) -> bool:
    return any(
        (key == _SELECTOR and ORIGIN in said) or (key, said) == _ALL for key, said in _texts(value, "")
    )


def _texts(value: JsonValue, key: str) -> Iterator[tuple[str, str]]:
    """The texts of a value with the keys that they stand at, and those of the YAML that a text may hold."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _texts(one, name.casefold())
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, key)
    elif isinstance(value, str):
        yield key, value
        if key in _CONFIGURED and "\n" in value:
            for document in read(value.encode("utf-8", "replace")):
                if not isinstance(document.value, str):
                    yield from _texts(document.value, "")
