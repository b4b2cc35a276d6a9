"""Reports to write, as small as they can be and still show everything."""

from __future__ import annotations

import datetime as dt
import io

from gate.model.finding import Finding, Located, Location, Related
from gate.model.outcome import Account
from gate.model.report import Accounting, EngineInfo, ErrorNote, Report, TargetEntry
from gate.model.resource import ResourceId
from gate.model.rule import Rule
from gate.model.waiver import Judged, ResourcePattern, Waiver
from gate.report.fold import fold
from gate.report.registry import FORMATS
from gate.report.style import Style

ROLE = ResourceId("rbac.authorization.k8s.io/v1", "Role", "shop", "reader")
RULE = Rule(
    "rbac/wildcard-verbs", "Wildcard verbs", "A role that may do anything.", "error", "name the verbs"
)
WAIVER = Waiver(
    "rbac/wildcard-verbs",
    "until the operator is split",
    "team-platform",
    dt.date(2027, 3, 31),
    Location(".gate.yaml", 4, 5),
    ResourcePattern("Role", "reader"),
)


def judged(
    *,
    message: str = 'verbs hold "*"',
    target: str = "apps/web/overlays/dev",
    line: int | None = 8,
    waiver: Waiver | None = None,
    **changes: object,
) -> Judged:
    said: dict[str, object] = {
        "rule": RULE.id,
        "severity": "error",
        "message": message,
        "target": target,
        "resource": ROLE,
        "pointer": "/rules/0/verbs",
        "remedy": RULE.remediation,
        **changes,
    }
    finding = Finding(**said)  # type: ignore[arg-type]
    location = Location("apps/web/base/role.yaml", line, 12, "exact", '    verbs: ["*"]')
    environment = target.rpartition("/")[2]
    located = Located(finding, location, finding.related, environment, environment, f"f{line}")
    return Judged(located, "waived" if waiver else "open", waiver)


def report(*found: Judged, errors: tuple[ErrorNote, ...] = (), notices: tuple[str, ...] = ()) -> Report:
    targets = tuple(
        TargetEntry(
            f"apps/web/overlays/{name}",
            "kustomize",
            f"apps/web/overlays/{name}",
            name,
            name,
            ("1.34",),
            "rendered",
            3,
            0.1,
        )
        for name in ("dev", "production")
    )
    failing = any(one.status == "open" and one.finding.severity == "error" for one in found)
    return Report(
        verdict="incomplete" if errors else "fail" if failing else "pass",
        exit_code=2 if errors else 1 if failing else 0,
        errors=errors,
        gate_version="0.0.0",
        engine=EngineInfo("embedded", "1.0"),
        tools=(("kustomize", "v5.7.1"),),
        head="",
        base="",
        trust="",
        accounting=Accounting(2, 2, 0, 0, 6, 60, (Account("README.yaml", "no Kubernetes object in it"),)),
        targets=targets,
        entries=fold(found),
        rules=(RULE,),
        notices=notices,
        seconds=0.5,
    )


def written(name: str, one: Report, *, verbose: bool = False, colour: bool = False) -> str:
    out = io.StringIO()
    FORMATS[name](one, out, Style(verbose=verbose, colour=colour))
    return out.getvalue()


SEE = Related(Location("apps/web/overlays/dev/kustomization.yaml", 3), "the overlay")
