"""The report as JSON: the contract that other programs read (docs/report.schema.json)."""

from __future__ import annotations

from typing import TextIO

import orjson

from gate.model.finding import Location, Related
from gate.model.json import JsonObject, JsonValue
from gate.model.report import Accounting, Entry, Report, TargetEntry
from gate.model.resource import ResourceId
from gate.model.waiver import AnnotatedWaiver, Waiver, WaiverUse
from gate.report.style import Style

SCHEMA_VERSION = 1


def write(report: Report, out: TextIO, style: Style) -> None:  # noqa: ARG001  every format has this shape
    """One object, indented by two."""
    out.write(orjson.dumps(as_json(report), option=orjson.OPT_INDENT_2).decode() + "\n")


def as_json(report: Report) -> JsonObject:
    """The report as the published schema describes it."""
    return {
        "schemaVersion": SCHEMA_VERSION,
        "verdict": report.verdict,
        "exitCode": report.exit_code,
        "enforced": report.enforced,
        "notices": list(report.notices),
        "errors": [{"message": error.message, "hint": error.hint} for error in report.errors],
        "gate": {
            "version": report.gate_version,
            "engine": {"name": report.engine.name, "version": report.engine.version}
            if report.engine
            else None,
            "tools": dict(report.tools),
        },
        "repository": {
            "head": report.head or None,
            "base": report.base or None,
            "trust": report.trust or None,
        },
        "accounting": _accounting(report.accounting),
        "targets": [_target(target) for target in report.targets],
        "findings": [_entry(entry) for entry in report.entries],
        "waivers": [waiver_use(use) for use in report.waivers],
        "changes": [],
        "seconds": round(report.seconds, 3),
    }


def _accounting(accounting: Accounting) -> JsonObject:
    return {
        "targets": {
            "found": accounting.found,
            "rendered": accounting.rendered,
            "failed": accounting.failed,
            "skipped": accounting.skipped_targets,
        },
        "resources": accounting.resources,
        "rules": accounting.rules,
        "dropped": accounting.dropped,
        "skipped": [{"path": account.path, "reason": account.reason} for account in accounting.skipped],
    }


def _target(target: TargetEntry) -> JsonObject:
    return {
        "name": target.name,
        "kind": target.kind,
        "path": target.path,
        "environment": target.environment or None,
        "cluster": target.cluster,
        "kubernetesVersions": list(target.kubernetes_versions),
        "status": target.status,
        "resources": target.resources,
        "seconds": target.seconds,
    }


def _entry(entry: Entry) -> JsonObject:
    return {
        "rule": entry.rule,
        "severity": entry.severity,
        "unjudged": entry.unjudged,
        "message": entry.message,
        "targets": list(entry.targets),
        "environments": list(entry.environments),
        "kubernetesVersions": list(entry.kubernetes_versions),
        "resource": _resource(entry.resource) if entry.resource else None,
        "pointer": entry.pointer,
        "location": _location(entry.location) if entry.location else None,
        "related": [_related(related) for related in entry.related],
        "status": entry.status,
        "waiver": _waiver(entry.waiver) if entry.waiver else None,
        "fingerprint": entry.fingerprint,
        "help": entry.help,
        "count": entry.count,
    }


def _resource(resource: ResourceId) -> JsonObject:
    return {
        "apiVersion": resource.api_version,
        "kind": resource.kind,
        "namespace": resource.namespace or None,
        "name": resource.name,
    }


def _location(location: Location) -> JsonObject:
    return {
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "precision": location.precision,
    }


def _related(related: Related) -> JsonObject:
    return {**_location(related.location), "message": related.message}


def _waiver(waiver: Waiver | AnnotatedWaiver) -> JsonObject:
    return {"reason": waiver.reason, "owner": waiver.owner, "expires": waiver.expires.isoformat()}


def waiver_use(use: WaiverUse) -> JsonObject:
    """A waiver, what it is about, and the findings that it covers (by fingerprint)."""
    waiver = use.waiver
    path, environment = ("", "") if isinstance(waiver, AnnotatedWaiver) else (waiver.path, waiver.environment)
    return {
        "rule": waiver.rule,
        "resource": _waived_resource(waiver),
        "path": path or None,
        "environment": environment or None,
        **_waiver(waiver),
        "state": use.state,
        "location": _location(use.location) if use.location else None,
        "covers": list[JsonValue](sorted({one.fingerprint for one in use.covers})),
    }


def _waived_resource(waiver: Waiver | AnnotatedWaiver) -> JsonObject | None:
    if isinstance(waiver, AnnotatedWaiver):
        return _resource(waiver.resource)
    about = waiver.resource
    return {"kind": about.kind, "namespace": about.namespace, "name": about.name} if about else None
