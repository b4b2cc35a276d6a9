"""Which kustomize roots may share a process, and which are better kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gate.model.json import JsonValue
from gate.model.tree import Tree
from gate.render.kustomize_root import Root
from gate.render.places import bytes_of

# What a kustomization says for the whole build, not only for its own objects: kustomize merges variables,
# configurations of name references and OpenAPI schemas upwards (api/internal/target/kusttarget.go). And a
# transformer plugin may rename in ways that are not seen here.
_FOR_ALL = ("vars", "configurations", "crds", "openapi", "transformers")
# A patch or a replacement that may change the name or kind of an object.
_RENAMING = re.compile(rb"/metadata(?:/name\b|[\"'\s,}\]]|$)|metadata\.name\b|allow(?:Name|Kind)Change")


def is_apart(root: Root, tree: Tree) -> bool:
    """Whether a root needs a process of its own: it could change what others give, or fetches."""
    if root.bare or root.read.remotes or root.read.executables or root.read.charts:
        return True
    if any(fields(root, *_FOR_ALL)):
        return True
    if _RENAMING.search(root.source.edits.encode("utf-8", "replace")):
        return True
    inputs = set(root.read.files) - set(root.read.resources)
    return any(_RENAMING.search(bytes_of(tree, path)) for path in inputs)


@dataclass(frozen=True, slots=True)
class Affixes:
    """What a root puts before and behind the names of its objects."""

    prefixes: frozenset[str] = frozenset()
    suffixes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, root: Root) -> Affixes:
        return cls(frozenset(texts(root, "namePrefix")), frozenset(texts(root, "nameSuffix")))


def fields(root: Root, *names: str) -> Iterator[JsonValue]:
    """The values of fields in the kustomizations of a root."""
    for file in root.kustomizations:
        for name in names:
            yield from (node.value for node in file.content.field(name))


def texts(root: Root, name: str) -> Iterator[str]:
    """The values of a text field in what is added to a root and in its kustomizations, outermost first."""
    for value in (root.edits.get(name), *fields(root, name)):
        if isinstance(value, str) and value:
            yield value
