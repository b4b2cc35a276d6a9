"""Kustomize roots in groups for one process each, so that few have an object that another has, too.

Kustomize builds no two objects with one id, and stops at the first. What is said here of a root's objects is
read from the text of its manifests: a guess, which where it is wrong costs a second build and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from gate.model.tree import Tree
from gate.render.kustomize_isolation import texts
from gate.render.kustomize_references import CLUSTER_SCOPED
from gate.render.kustomize_root import Root
from gate.render.places import bytes_of

MOST_ROOTS = 25
"""Roots in one process: kustomize's work grows faster than their number, its start-up is paid once."""

LARGE_BYTES = 2**19
"""Manifests of a root that has a process of its own: there, the start-up is the least."""

_DOCUMENTS = re.compile(rb"^---", re.MULTILINE)
_KIND = re.compile(rb"^kind: *[\"']?(\w+)", re.MULTILINE)
_METADATA = re.compile(rb"^metadata:[^\S\n]*\n(?:(?:[ #].*)?(?:\n|\Z))*", re.MULTILINE)
_IDENTITY = re.compile(rb"^ {1,4}(name|namespace): *[\"']?([^\s\"'#]+)", re.MULTILINE)


Identity: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Manifests:
    """What a file holds: its size, and kind, namespace and name of each manifest in block style."""

    size: int
    identities: tuple[Identity, ...]


def grouped(roots: Sequence[Root], tree: Tree, at_a_time: int) -> tuple[tuple[Root, ...], ...]:
    """The roots in groups: an even share for each of the jobs that run at a time, in as many rounds as it
    takes, each root in the first group that has none of its objects. A large one is a group of its own.
    """
    beside = max(1, at_a_time)
    rounds = -(-len(roots) // (MOST_ROOTS * beside))
    most = -(-len(roots) // max(1, rounds * beside))
    read = cache(lambda path: _manifests(bytes_of(tree, path)))
    groups: list[tuple[list[Root], set[Identity]]] = []
    large: list[tuple[Root, ...]] = []
    for root in roots:
        manifests = [read(path) for path in root.read.resources]
        objects = set(_objects(root, manifests))
        fitting = (group for group in groups if len(group[0]) < most and group[1].isdisjoint(objects))
        if sum(one.size for one in manifests) > LARGE_BYTES:
            large.append((root,))
        elif (group := next(fitting, None)) is not None:
            group[0].append(root)
            group[1].update(objects)
        else:
            groups.append(([root], objects))
    return (*large, *(tuple(members) for members, _ in groups))


def _objects(root: Root, manifests: Iterable[_Manifests]) -> Iterator[Identity]:
    """What tells the objects of a root from those of others, as far as it is seen."""
    prefixes, suffixes = ("*".join(texts(root, name)) for name in ("namePrefix", "nameSuffix"))
    moved_to = next(texts(root, "namespace"), "")
    for kind, namespace, name in (identity for one in manifests for identity in one.identities):
        yield kind, "" if kind in CLUSTER_SCOPED else moved_to or namespace, f"{prefixes}*{name}*{suffixes}"
    for one in root.read.generators:
        yield one.kind, moved_to, f"{prefixes}*{one.name}*{suffixes}"


def _manifests(content: bytes) -> _Manifests:
    return _Manifests(len(content), tuple(_identities(content)))


def _identities(content: bytes) -> Iterator[Identity]:
    for document in _DOCUMENTS.split(content):
        kind, metadata = _KIND.search(document), _METADATA.search(document)
        if kind and metadata:
            found = {key: value.decode("utf-8", "replace") for key, value in _IDENTITY.findall(metadata[0])}
            yield kind[1].decode(), found.get(b"namespace", ""), found.get(b"name", "")
