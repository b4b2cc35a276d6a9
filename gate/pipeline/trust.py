"""Waivers on resources count only where the trusted ref has them, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gate.discover import discover
from gate.model.finding import Finding
from gate.model.resource import Resource
from gate.model.waiver import AnnotatedWaiver, WaiverUse
from gate.pipeline.rendering import rendered
from gate.pipeline.request import Request, Silent
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
    known = {_said(waiver) for waiver in _at_trusted_ref({one.provenance.target for one in waivers}, request)}
    kept = tuple(waiver for waiver in waivers if _said(waiver) in known)
    return kept, tuple(WaiverUse(waiver, "untrusted") for waiver in waivers if _said(waiver) not in known)


def _said(waiver: AnnotatedWaiver) -> tuple[object, ...]:
    return waiver.provenance.target, waiver.resource, waiver.rule, waiver.owner, waiver.expires, waiver.reason


def _at_trusted_ref(names: set[str], request: Request) -> tuple[AnnotatedWaiver, ...]:
    assert request.trusted_tree is not None
    there = replace(request, tree=request.trusted_tree, progress=Silent())
    targets = discover(there.tree, (), there.settings, there.versions).values
    results = rendered([target for target in targets if target.name in names], there)
    return tuple(waiver for result in results for waiver in annotated(result.resources)[0])


def annotated(resources: Sequence[Resource]) -> tuple[tuple[AnnotatedWaiver, ...], tuple[Finding, ...]]:
    """The waivers that stand on resources, and what is wrong with those that cannot be read."""
    outcomes = [annotated_waivers(resource) for resource in resources]
    return (
        tuple(waiver for outcome in outcomes for waiver in outcome.values),
        tuple(finding for outcome in outcomes for finding in outcome.findings),
    )
