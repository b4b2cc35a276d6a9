"""What becomes of a violation: the enforcement actions of a constraint.

Source: pkg/apis/constraints of github.com/open-policy-agent/frameworks/constraint and
pkg/util/enforcement_action.go of github.com/open-policy-agent/gatekeeper.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.evaluate.gatekeeper.reading import Refusal
from gate.model.finding import SEVERITIES, Severity
from gate.model.json import JsonObject, mapping, sequence, text

_OF_ACTION: dict[str, Severity] = {"deny": "error", "warn": "warning", "dryrun": "info"}
_SCOPED = "scoped"
_WEBHOOK, _GATOR, _AUDIT = "validation.gatekeeper.sh", "gator.gatekeeper.sh", "audit.gatekeeper.sh"
_VAP = "vap.k8s.io"
_EVERYWHERE = "*"
_POINTS = (_WEBHOOK, _AUDIT, _GATOR, _VAP, _EVERYWHERE)
_ACTION, _ACTIONS = "/spec/enforcementAction", "/spec/scopedEnforcementActions"


def severity_of(spec: JsonObject, *, native: bool) -> Severity | None:
    """How a violation of a constraint weighs.

    As the worst of its actions where the gate stands in for the server (the webhook, gator, for CEL the
    server itself); what only the audit sees is information. None where it names no such enforcement point.
    """
    action = text(spec.get("enforcementAction")) or "deny"
    if action != _SCOPED:
        return _OF_ACTION.get(action)
    found = set(_scoped(spec, native=native))
    return next((one for one in SEVERITIES if one in found), None)


def is_enforced_by_gator(spec: JsonObject) -> bool:
    """Whether `gator` asks the constraint at all."""
    if spec.get("enforcementAction") != _SCOPED:
        return True
    return any(
        mapping(point).get("name") in (_GATOR, _EVERYWHERE)
        for one in map(mapping, sequence(spec.get("scopedEnforcementActions")))
        for point in sequence(one.get("enforcementPoints"))
    )


def _scoped(spec: JsonObject, *, native: bool) -> Iterator[Severity]:
    asked = {_WEBHOOK, _GATOR, _EVERYWHERE, *([_VAP] if native else [])}
    for one in map(mapping, sequence(spec.get("scopedEnforcementActions"))):
        points = {text(mapping(point).get("name")) for point in sequence(one.get("enforcementPoints"))}
        severity = _OF_ACTION.get(text(one.get("action")))
        if severity and points & asked:
            yield severity
        elif severity and _AUDIT in points:
            yield "info"


def refusal_of_actions(spec: JsonObject) -> Refusal | None:
    """Why Gatekeeper's webhook does not take the actions of a constraint."""
    action = spec.get("enforcementAction")
    if not action:
        return None
    known = (*_OF_ACTION, _SCOPED)
    if action not in known:
        return Refusal(f"{_shown(action)} is no enforcement action ({', '.join(known)})", _ACTION)
    return _refusal_of_scoped(spec) if action == _SCOPED else None


def _refusal_of_scoped(spec: JsonObject) -> Refusal | None:
    if "scopedEnforcementActions" not in spec:
        return Refusal("the action scoped needs scopedEnforcementActions", _ACTION)
    for index, one in enumerate(map(mapping, sequence(spec.get("scopedEnforcementActions")))):
        if one.get("action") not in _OF_ACTION:
            said = f"{_shown(one.get('action'))} is no scoped action ({', '.join(_OF_ACTION)})"
            return Refusal(said, f"{_ACTIONS}/{index}/action")
        points = [mapping(point).get("name") for point in sequence(one.get("enforcementPoints"))]
        if not points:
            return Refusal("it names no enforcement point", f"{_ACTIONS}/{index}")
        for place, point in enumerate(points):
            if point not in _POINTS:
                said = f"{_shown(point)} is no enforcement point ({', '.join(_POINTS)})"
                return Refusal(said, f"{_ACTIONS}/{index}/enforcementPoints/{place}/name")
    return None


def _shown(value: object) -> str:
    return value if isinstance(value, str) and value else "what it says"
