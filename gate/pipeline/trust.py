"""Waivers on resources: those that the trusted ref has, too, count; those that a change brings are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gate.model.finding import Finding
from gate.model.resource import Resource
from gate.model.tree import Tree
from gate.model.waiver import AnnotatedWaiver, WaiverUse
from gate.pipeline.exploring import explored
from gate.pipeline.kept import Renderings
from gate.pipeline.request import Request, Silent
from gate.sources.kustomization import Closures
from gate.waive import annotated_waivers


def sorted_out(
    waivers: Sequence[AnnotatedWaiver], request: Request
) -> tuple[tuple[AnnotatedWaiver, ...], tuple[WaiverUse, ...]]:
    """Those of the waivers that count, and what became of the others.

    Only the targets that carry waivers are rendered at the trusted ref.
    """
    if request.settings.annotation_waivers == "forbidden":
        return (), tuple(WaiverUse(waiver, "forbidden") for waiver in waivers)
    if request.trusted_tree is None or not waivers:
        return tuple(waivers), ()
    known = _at(request.trusted_tree, waivers, request)
    kept = tuple(waiver for waiver in waivers if _said(waiver) in known)
    return kept, tuple(WaiverUse(waiver, "untrusted") for waiver in waivers if _said(waiver) not in known)


def brought(waivers: Sequence[AnnotatedWaiver], request: Request) -> tuple[AnnotatedWaiver, ...]:
    """Those of the waivers that were not there before the change that is looked at."""
    if request.since is None or request.since.before is None or not waivers:
        return ()
    known = _at(request.since.before(), waivers, request)
    return tuple(waiver for waiver in waivers if _said(waiver) not in known)


def _said(waiver: AnnotatedWaiver) -> tuple[object, ...]:
    return waiver.provenance.target, waiver.resource, waiver.rule, waiver.owner, waiver.expires, waiver.reason


def _at(tree: Tree, waivers: Sequence[AnnotatedWaiver], request: Request) -> frozenset[tuple[object, ...]]:
    """What the targets of some waivers have of them in another tree, where no others are rendered."""
    there = replace(request, tree=tree, scope=(), environment="", since=None, progress=Silent())
    names = {one.provenance.target for one in waivers}
    wanted = [one for one in explored(there, sparing=True).results if one.target.name in names]
    anew = Renderings(there, Closures(tree)).of([one.target for one in wanted if not one.rendered])
    found = (*(one for one in wanted if one.rendered), *anew)
    return frozenset(_said(one) for result in found for one in annotated(result.resources)[0])


def annotated(resources: Sequence[Resource]) -> tuple[tuple[AnnotatedWaiver, ...], tuple[Finding, ...]]:
    """The waivers that stand on resources, and what is wrong with those that cannot be read."""
    outcomes = [annotated_waivers(resource) for resource in resources]
    return (
        tuple(waiver for outcome in outcomes for waiver in outcome.values),
        tuple(finding for outcome in outcomes for finding in outcome.findings),
    )
