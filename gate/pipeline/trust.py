"""Waivers on resources count only where the trusted ref has them, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gate.discover import discover
from gate.model.finding import Finding
from gate.model.resource import Resource
from gate.model.waiver import AnnotatedWaiver
from gate.pipeline.rendering import rendered
from gate.pipeline.request import Request, Silent
from gate.waive import annotated_waivers
from gate.waive.rules import UNTRUSTED


def trusted(
    waivers: Sequence[AnnotatedWaiver], request: Request
) -> tuple[tuple[AnnotatedWaiver, ...], tuple[Finding, ...]]:
    """Those of the waivers that count, and a finding for each that does not.

    Only the targets that carry waivers are rendered at the trusted ref.
    """
    if request.trusted_tree is None or not waivers:
        return tuple(waivers), ()
    known = {_said(waiver) for waiver in _at_trusted_ref({one.provenance.target for one in waivers}, request)}
    kept = tuple(waiver for waiver in waivers if _said(waiver) in known)
    return kept, tuple(_untrusted(waiver) for waiver in waivers if _said(waiver) not in known)


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


def _untrusted(waiver: AnnotatedWaiver) -> Finding:
    return Finding(
        rule=UNTRUSTED.id,
        severity="warning",
        message=f"the annotation that waives {waiver.rule} is not on this resource at the trusted ref",
        target=waiver.provenance.target,
        resource=waiver.resource,
        provenance=waiver.provenance,
        pointer=waiver.pointer,
        at_key=True,
        remedy=UNTRUSTED.remediation,
    )
