"""The contract that other programs read."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from gate.model.report import ErrorNote
from tests.unit.report.reports import SEE, WAIVER, judged, report, written


def test_it_is_what_the_published_schema_says(project_root: Path) -> None:
    schema = json.loads((project_root / "docs/report.schema.json").read_text())
    whole = report(
        judged(related=(SEE,), kubernetes_versions=("1.33", "1.34")),
        judged(line=9, waiver=WAIVER),
        errors=(ErrorNote("m", "h"),),
        notices=("n",),
    )
    for one in (report(), whole):
        jsonschema.Draft202012Validator(schema).validate(json.loads(written("json", one)))


def test_a_finding_has_every_field_of_the_contract() -> None:
    (finding,) = json.loads(written("json", report(judged())))["findings"]
    assert finding == {
        "rule": "rbac/wildcard-verbs",
        "severity": "error",
        "unjudged": False,
        "message": 'verbs hold "*"',
        "targets": ["apps/web/overlays/dev"],
        "environments": ["dev"],
        "kubernetesVersions": [],
        "resource": {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "Role",
            "namespace": "shop",
            "name": "reader",
        },
        "pointer": "/rules/0/verbs",
        "location": {"path": "apps/web/base/role.yaml", "line": 8, "column": 12, "precision": "exact"},
        "related": [],
        "status": "open",
        "waiver": None,
        "fingerprint": "f8",
        "help": "name the verbs",
        "count": 1,
    }


def test_the_order_of_findings_changes_nothing() -> None:
    found = [judged(line=line, target=f"t{line % 3}") for line in range(6)]
    assert written("json", report(*found)) == written("json", report(*reversed(found)))
