"""What is said of names across the resources of a cluster, and what is not known for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import orjson

from gate.model.json import JsonObject
from gate.model.target import Target
from gate.model.tree import Tree
from gate.pipeline.exploring import explored
from gate.pipeline.kept_findings import KeptFindings
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request, Silent
from gate.pipeline.said import Said
from gate.validate import references

UNRENDERED = "could not be rendered"
UNASKED = "was not among what was asked for"


def said_of_references(
    results: Sequence[TargetResult], definitions: Sequence[JsonObject], request: Request
) -> Said:
    """What points nowhere or is there twice, and an account of what cannot be said.

    It is kept between runs, where all of the repository was looked at, and holds as long as what is looked
    at of each resource is the same.
    """
    if _is_partial(request) or not request.store or not all(result.rendered for result in results):
        return _judged(results, references.Items(definitions), request)
    reasons = orjson.dumps([definitions, request.settings.externals])
    kept = KeptFindings(request.store, b"references", reasons)
    if (known := kept.of(results)) is not None:
        return known
    # It comes with the rules, which a run without a change does not need.
    from gate.pipeline.kept_sights import KeptSights  # noqa: PLC0415

    items = references.Items(definitions)
    seen = KeptSights(request.store, definitions, items).seen(results)
    said = kept.of_seen(seen)
    if said is None:
        said = _judged(results, items, request)
        kept.keep_seen(seen, said)
    kept.keep(results, said)
    return said


def _judged(results: Sequence[TargetResult], items: references.Items, request: Request) -> Said:
    outcome = references.references(
        references.Scene(
            targets=[result.target for result in results if result.rendered],
            resources=[resource for result in results for resource in result.resources],
            absent=cache(lambda: tuple(_absent(results, request))),
            items=items,
            externals=request.settings.externals,
            whole=not _is_partial(request) and all(result.rendered for result in results),
        )
    )
    return Said(outcome.findings, outcome.accounts)


def _absent(results: Sequence[TargetResult], request: Request) -> Iterator[references.Absent]:
    """The targets of the repository without a rendering in this run."""
    for result in results:
        if not result.rendered:
            yield references.Absent(result.target, UNRENDERED, _texts(result.target, request.tree))
    if _is_partial(request):
        everything = replace(request, scope=(), environment="", since=None, progress=Silent())
        known = {result.target.name for result in results}
        for result in explored(everything, sparing=True).results:
            if result.target.name not in known:
                yield references.Absent(result.target, UNASKED, _texts(result.target, request.tree))


def _is_partial(request: Request) -> bool:
    return bool(request.scope or request.environment or request.since)


def _texts(target: Target, tree: Tree) -> Callable[[], tuple[bytes, ...]]:
    """The files that a target's rendering reads, read when first needed."""
    return cache(lambda: tuple(_readable(target.closure, tree)))


def _readable(paths: Iterable[str], tree: Tree) -> Iterator[bytes]:
    for path in paths:
        try:
            yield tree.read(path)
        except OSError:
            continue  # what cannot be read is told where the target is rendered
