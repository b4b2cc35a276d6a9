"""Waivers that stand on the resource itself, as annotations.

`waiver.gate/rbac.wildcard-verbs: "owner=team-payments; expires=2027-03-31; reason=rotated daily"`
"""

from __future__ import annotations

from datetime import date

from gate.model.finding import Finding
from gate.model.json import escape_token, mapping, text
from gate.model.outcome import Outcome
from gate.model.resource import Resource
from gate.model.waiver import AnnotatedWaiver
from gate.waive.rules import MALFORMED

PREFIX = "waiver.gate/"
FIELDS = ("owner", "expires", "reason")


def annotated_waivers(resource: Resource) -> Outcome[AnnotatedWaiver]:
    """The waivers among a resource's annotations; those that cannot be read are findings."""
    if PREFIX.encode() not in resource.body:
        return Outcome()
    annotations = mapping(mapping(resource.decode().get("metadata")).get("annotations"))
    waivers: list[AnnotatedWaiver] = []
    findings: list[Finding] = []
    for key, value in annotations.items():
        if not key.startswith(PREFIX):
            continue
        family, _, name = key.removeprefix(PREFIX).partition(".")
        said = _fields(text(value))
        expires = _day(said.get("expires", ""))
        if family and name and expires and all(said.get(field) for field in FIELDS):
            waivers.append(_waiver(resource, f"{family}/{name}", said, expires, key))
        else:
            findings.append(_malformed(resource, key))
    return Outcome(tuple(waivers), tuple(findings))


def _fields(value: str) -> dict[str, str]:
    """`a=1; b=2; reason=all the rest`: the reason may hold semicolons when it stands last."""
    head, separator, reason = value.partition("reason=")
    pairs = dict(part.strip().partition("=")[::2] for part in head.split(";") if part.strip())
    return {**pairs, **({"reason": reason.strip()} if separator else {})}


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _waiver(resource: Resource, rule: str, said: dict[str, str], expires: date, key: str) -> AnnotatedWaiver:
    return AnnotatedWaiver(
        rule=rule,
        reason=said["reason"],
        owner=said["owner"],
        expires=expires,
        resource=resource.id,
        provenance=resource.provenance,
        pointer=f"/metadata/annotations/{escape_token(key)}",
    )


def _malformed(resource: Resource, key: str) -> Finding:
    return Finding(
        rule=MALFORMED.id,
        severity="error",
        message=f"annotation {key} cannot be read: it waives nothing",
        target=resource.target,
        resource=resource.id,
        provenance=resource.provenance,
        pointer=f"/metadata/annotations/{escape_token(key)}",
        at_key=True,
        remedy=MALFORMED.remediation,
    )
