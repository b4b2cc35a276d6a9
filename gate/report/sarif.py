"""The report as SARIF 2.1.0, within what GitHub code scanning takes.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/ and
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

from typing import TextIO
from urllib.parse import quote

import orjson

from gate.model.finding import Location
from gate.model.json import JsonObject, JsonValue
from gate.model.report import Entry, Report
from gate.model.rule import Rule
from gate.report.style import Style, shortened, visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note", "ignore": "none"}
MOST_RESULTS = 25_000
LONGEST_DESCRIPTION = 1_024


def write(report: Report, out: TextIO, style: Style) -> None:  # noqa: ARG001  every format has this shape
    """One run with one result an entry; waived ones are suppressed results."""
    document: JsonObject = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    out.write(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n")


def _run(report: Report) -> JsonObject:
    used = {entry.rule for entry in report.entries}
    rules = [rule for rule in report.rules if rule.id in used]
    known = {rule.id for rule in rules}
    told: list[JsonValue] = [_rule(rule) for rule in rules]
    told += [{"id": name, "shortDescription": {"text": name}} for name in sorted(used - known)]
    driver: JsonObject = {"name": "gate", "version": report.gate_version, "rules": told}
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": "gate/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(report)],
        "results": [_result(entry) for entry in report.entries[:MOST_RESULTS]],
        "properties": {
            "verdict": report.verdict,
            "enforced": report.enforced,
            "notices": list(report.notices),
            "resultsLeftOut": max(0, len(report.entries) - MOST_RESULTS),
            "skipped": len(report.accounting.skipped),
        },
    }


def _invocation(report: Report) -> JsonObject:
    notifications: list[JsonValue] = [
        {"level": "error", "message": {"text": visible(f"{error.message}. {error.hint}".strip())}}
        for error in report.errors
    ]
    notifications += [{"level": "note", "message": {"text": visible(notice)}} for notice in report.notices]
    return {
        "executionSuccessful": not report.errors,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": notifications,
    }


def _rule(rule: Rule) -> JsonObject:
    title = shortened(rule.title, LONGEST_DESCRIPTION)
    return {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.id.replace("/", "-").split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": shortened(rule.description.strip() or title, LONGEST_DESCRIPTION)},
        "help": {"text": f"{rule.description.strip()}\n\n{rule.remediation}"},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": [rule.family]},
    }


def _result(entry: Entry) -> JsonObject:
    about = f"{entry.resource}: " if entry.resource else ""
    result: JsonObject = {
        "ruleId": entry.rule,
        "level": LEVELS[entry.severity],
        "message": {"text": visible(about + entry.message, keep="\n")},
        "partialFingerprints": {"gate/v1": entry.fingerprint, "primaryLocationLineHash": entry.fingerprint},
        "properties": {
            "targets": list(entry.targets),
            "environments": list(entry.environments),
            "kubernetesVersions": list(entry.kubernetes_versions),
            "unjudged": entry.unjudged,
            "pointer": entry.pointer,
        },
    }
    if entry.location:
        result["locations"] = [_location(entry.location)]
    if entry.related:
        result["relatedLocations"] = [
            {"id": index, "message": {"text": visible(related.message)}, **_location(related.location)}
            for index, related in enumerate(entry.related, start=1)
        ]
    if entry.status != "open":
        reason = (
            f"{entry.waiver.reason} ({entry.waiver.owner}, until {entry.waiver.expires})"
            if entry.waiver
            else ""
        )
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": visible(reason)}
        ]
    return result


def _location(location: Location) -> JsonObject:
    physical: JsonObject = {"artifactLocation": {"uri": quote(location.path), "uriBaseId": "SRCROOT"}}
    if location.line is not None:
        region: JsonObject = {"startLine": location.line}
        if location.column is not None:
            region["startColumn"] = location.column
        physical["region"] = region
    return {"physicalLocation": physical, "properties": {"precision": location.precision}}
