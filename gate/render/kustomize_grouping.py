"""Kustomize roots in groups for one process each, so that few have an object that another has, too.

Kustomize builds no two objects with one id, and stops at the first. What is said here of a root's objects is
read from the text of its manifests: a guess, which where it is wrong costs a second build and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from gate.model.tree import Tree
from gate.render.kustomize_isolation import texts
from gate.render.kustomize_references import CLUSTER_SCOPED
from gate.render.kustomize_root import Root
from gate.render.places import bytes_of

MOST_ROOTS = 25
"""Roots in one process: kustomize's work grows faster than their number, its start-up is paid once."""

_DOCUMENTS = re.compile(rb"^---", re.MULTILINE)
_KIND = re.compile(rb"^kind: *[\"']?(\w+)", re.MULTILINE)
_METADATA = re.compile(rb"^metadata:[^\S\n]*\n(?:(?:[ #].*)?(?:\n|\Z))*", re.MULTILINE)
_IDENTITY = re.compile(rb"^ {1,4}(name|namespace): *[\"']?([^\s\"'#]+)", re.MULTILINE)


def grouped(roots: Sequence[Root], tree: Tree, at_a_time: int) -> tuple[tuple[Root, ...], ...]:
    """The roots in groups: an even share for each of the jobs that run at a time, in as many rounds as it
    takes, each root in the first group that has none of its objects.
    """
    beside = max(1, at_a_time)
    rounds = -(-len(roots) // (MOST_ROOTS * beside))
    most = -(-len(roots) // max(1, rounds * beside))
    read = cache(lambda path: tuple(_identities(bytes_of(tree, path))))
    groups: list[tuple[list[Root], set[tuple[str, ...]]]] = []
    for root in roots:
        objects = set(_objects(root, read))
        for members, taken in groups:
            if len(members) < most and taken.isdisjoint(objects):
                members.append(root)
                taken.update(objects)
                break
        else:
            groups.append(([root], objects))
    return tuple(tuple(members) for members, _ in groups)


def _objects(
    root: Root, read: Callable[[str], tuple[tuple[str, str, str], ...]]
) -> Iterator[tuple[str, ...]]:
    """What tells the objects of a root from those of others: kind, namespace, name."""
    affixes = "*".join((*texts(root, "namePrefix"), "", *texts(root, "nameSuffix")))
    moved_to = next(texts(root, "namespace"), "")
    for path in root.read.resources:
        for kind, namespace, name in read(path):
            yield kind, "" if kind in CLUSTER_SCOPED else moved_to or namespace, name, affixes
    for one in root.read.generators:
        yield one.kind, moved_to, one.name, affixes


def _identities(manifests: bytes) -> Iterator[tuple[str, str, str]]:
    """Kind, namespace and name of each manifest in block style; others are left out."""
    for document in _DOCUMENTS.split(manifests):
        kind, metadata = _KIND.search(document), _METADATA.search(document)
        if kind and metadata:
            found = {key: value.decode("utf-8", "replace") for key, value in _IDENTITY.findall(metadata[0])}
            yield kind[1].decode(), found.get(b"namespace", ""), found.get(b"name", "")
