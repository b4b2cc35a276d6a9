"""What Gatekeeper says: findings, with the constraints that say it, and faults of what the user gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gate import locate
from gate.errors import ConfigError, GateError
from gate.evaluate.gatekeeper import (
    CONSTRAINT,
    TEMPLATE,
    Refused,
    RegoSource,
    Template,
    Violation,
    rule_of,
)
from gate.model.finding import Finding, Location, Related
from gate.model.resource import Resource
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request

NOT_JUDGED = "it is not judged"
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Spoken:
    """A finding with the constraint that it is of."""

    finding: Finding
    constraint: Resource
    given: bool


def spoken(violations: Iterable[Violation]) -> Iterator[Spoken]:
    """What violations say. What hangs on something that is not known is not judged, once for each reason."""
    doubts: dict[tuple[str, str, Resource, str], dict[Resource, Violation]] = defaultdict(dict)
    for one in violations:
        doubt = one.application.doubts.get(one.resource)
        if doubt is None and not one.failed:
            yield _spoken(one, _of_violation(one))
        else:
            reason = one.message if doubt is None else doubt.reason
            key = (one.resource.target, reason, one.application.constraint.resource, one.application.cluster)
            doubts[key][one.resource] = one
    for (_, reason, *_), same in doubts.items():
        first = next(iter(same.values()))
        yield _spoken(first, _of_doubts(first, reason, list(same)))


def _spoken(violation: Violation, finding: Finding) -> Spoken:
    constraint = violation.application.constraint
    return Spoken(finding, constraint.resource, constraint.given)


def _of_violation(violation: Violation) -> Finding:
    application = violation.application
    message = violation.message
    if violation.hides:
        message = "what it says is not shown, as it may hold the Secret's value"
    return Finding(
        rule=rule_of(application.template),
        severity=application.severity,
        message=f"[{application.constraint.name}] {message}",
        target=violation.resource.target,
        resource=violation.resource.id,
        provenance=violation.resource.provenance,
        remedy="Change the resource as the message says.",
    )


def _of_doubts(violation: Violation, reason: str, resources: Sequence[Resource]) -> Finding:
    """Rego that fails is a fault of the repository's; what only the cluster knows is none."""
    others = [str(one.id) for one in resources[1:]]
    more = len(others) - _MOST_NAMES
    named = ", ".join(others[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
    named = f", nor for {named}" if named else ""
    first = violation.resource
    constraint, template = violation.application.constraint, violation.application.template
    is_fault = violation.failed and isinstance(template.source, RegoSource)
    return Finding(
        rule=rule_of(template),
        severity="error" if is_fault else "warning",
        message=f"{constraint.kind} {constraint.name} is not judged{named}: {reason}",
        target=first.target,
        resource=first.id,
        provenance=first.provenance,
        unjudged=True,
    )


def of_refused(refused: Iterable[Refused]) -> tuple[tuple[Finding, ...], tuple[GateError, ...]]:
    """What Gatekeeper does not take: a finding where it is rendered, a set-up fault where it is given."""
    findings: dict[Finding, None] = {}
    errors: dict[str, GateError] = {}
    for one in refused:
        is_template = one.resource.id.kind == "ConstraintTemplate"
        if one.given:
            where = f"{one.resource.target}: {one.resource.provenance.path}: {one.resource.id}"
            errors[where] = ConfigError(f"{where}: {one.refusal.message}", "correct the file")
            continue
        certain = one.refusal.is_certain
        finding = Finding(
            rule=TEMPLATE if is_template else CONSTRAINT,
            severity="error" if certain else "warning",
            message=f"{'Gatekeeper does not take it' if certain else NOT_JUDGED}: {one.refusal.message}",
            target=one.resource.target,
            resource=one.resource.id,
            provenance=one.resource.provenance,
            pointer=one.refusal.pointer,
            unjudged=not certain,
            remedy="Change it as the message says."
            if certain
            else "Render its template for the same cluster.",
        )
        findings[finding] = None
    return tuple(findings), tuple(errors.values())


def of_unjudgeable(template: Template, reason: str) -> Finding:
    """A template that the gate does not ask, though Gatekeeper may."""
    return Finding(
        rule=TEMPLATE,
        severity="error",
        message=f"{NOT_JUDGED}: {reason}",
        target=template.resource.target,
        resource=template.resource.id,
        provenance=template.resource.provenance,
        pointer=template.source.pointer,
        unjudged=True,
    )


def of_unresolved(template: Template, name: str, pointer: str) -> Finding:
    """A reference that Gatekeeper leaves as it is, so that what it stands in never holds."""
    return Finding(
        rule=TEMPLATE,
        severity="warning",
        message=f"{name} is undefined to Gatekeeper where it is a part of another term",
        target=template.resource.target,
        resource=template.resource.id,
        provenance=template.resource.provenance,
        pointer=pointer,
        remedy=f"Import {name}, or give it to a variable of its own before.",
    )


def with_places(
    said: Sequence[Spoken], results: Sequence[TargetResult], request: Request
) -> tuple[Finding, ...]:
    """The findings with the places of their constraints."""
    own = {one.constraint for one in said if not one.given}
    asked = {Finding(CONSTRAINT, "info", "", one.target, one.id, one.provenance): one for one in own}
    resources = [resource for result in results for resource in result.resources]
    locator = locate.Locator(request.tree, [result.target for result in results], resources)
    places = {asked[one.finding]: one.location for one in locator.located(asked)} if asked else {}
    return tuple(_with_place(one, places.get(one.constraint)) for one in said)


def _with_place(one: Spoken, place: Location | None) -> Finding:
    if place is not None:
        return replace(one.finding, related=(Related(place, f"the constraint {one.constraint.id.name}"),))
    if one.given:
        path = one.constraint.provenance.path
        return replace(one.finding, message=f"{one.finding.message} (the constraint is in {path})")
    return one.finding
