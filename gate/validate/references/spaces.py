"""Namespaces that a cluster's targets use, and none of them declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gate.model.inventory import Identity, Item, is_known
from gate.validate.references.holdings import is_placeholder
from gate.validate.references.saying import Doubt, Said, finding, nobody
from gate.validate.references.surroundings import Surroundings
from gate.validate.wording import nearest, quoted

_ALIKE = 0.85


def undeclared(items: Iterable[Item], around: Surroundings) -> Iterator[Said]:
    """The first resource in each namespace that is not declared, where others are.

    A target that belongs to no cluster of several leaves its namespaces to others: there only a name that is
    like a declared one is said.
    """
    declared = {one.identity.name for one in around.of_kind(Identity("", "Namespace", "", ""))}
    if not declared:
        return
    told: set[tuple[str, str]] = set()
    for item in items:
        name = item.identity.namespace
        is_written = not item.is_made and item.resource.id.namespace == name
        if not (is_written and is_known(name)) or name in declared or (item.target, name) in told:
            continue
        told.add((item.target, name))
        is_given = name in around.destinations or around.is_given(Identity("", "Namespace", "", name))
        if is_given or is_placeholder(name):
            continue
        yield from _said(item, name, declared, around)


def _said(item: Item, name: str, declared: set[str], around: Surroundings) -> Iterator[Said]:
    near = nearest(name, declared, cutoff=_ALIKE)
    if around.is_lone and not near:
        return
    if doubt := around.unrendered or around.mentioned(name):
        yield Doubt(item.target, f"Namespace {name}", doubt)
        return
    hint = f" (did you mean {quoted(near)}?)" if near else ""
    says = f"metadata.namespace is {quoted(name)}, but {nobody(around)} declares that Namespace{hint}"
    yield finding("ref/missing-namespace", item, "/metadata/namespace", says)
