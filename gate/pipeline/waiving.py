"""Findings located, and open or waived; what becomes of the waivers themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gate.model.finding import Finding
from gate.model.waiver import AnnotatedWaiver, Judged, Waiver, WaiverUse
from gate.pipeline.locating import Locating
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request
from gate.pipeline.severities import Severities
from gate.pipeline.trust import annotated, brought, sorted_out
from gate.waive import new_waivers, waive, waiver_uses, written_at


def waived(
    results: Sequence[TargetResult],
    findings: Iterable[Finding],
    severities: Severities,
    request: Request,
    beside: Sequence[TargetResult] = (),
) -> tuple[tuple[Judged, ...], tuple[WaiverUse, ...]]:
    """Every finding located, and open or waived, with those about the waivers themselves; and the waivers.

    beside: targets whose resources waive nothing, though there are findings about them.
    """
    resources = [resource for result in results for resource in result.resources]
    locator = Locating((*results, *beside), request)
    own, malformed = annotated(resources)
    counted, rejected = sorted_out(own, request)
    located = locator.located([*findings, *malformed])
    waivers: tuple[Waiver | AnnotatedWaiver, ...] = (*request.settings.waivers, *counted)
    narrowed = request.scope or request.environment or request.since
    whole = not (narrowed or request.select or request.ignore)
    today = request.enforcement.today
    pinned = severities.pinned()
    uses = (*waiver_uses(located, waivers, today=today, whole=whole, pinned=pinned), *rejected)
    outcome = waive(located, uses, today=today)
    news = (
        *new_waivers(request.new_waivers, counting=request.trusted_tree is None),
        *new_waivers(brought(counted, request), counting=True),
    )
    about = locator.located(severities.applied((*outcome.findings, *news), {}))
    return (*outcome.values, *(Judged(one, "open") for one in about)), _placed(uses, locator)


def _placed(uses: Sequence[WaiverUse], locator: Locating) -> tuple[WaiverUse, ...]:
    """The waivers with the places where they are written."""
    written = {use.waiver: written_at(use.waiver) for use in uses if isinstance(use.waiver, AnnotatedWaiver)}
    places = {one.finding: one.location for one in locator.located(written.values())}
    return tuple(
        replace(
            use,
            location=places.get(written[use.waiver])
            if isinstance(use.waiver, AnnotatedWaiver)
            else use.waiver.source,
        )
        for use in uses
    )
