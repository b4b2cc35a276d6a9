"""Paths of authority over the targets of a cluster: their places, and whom the settings trust."""

from __future__ import annotations

import pytest

from gate.errors import ConfigError
from gate.model.report import Report
from tests.unit.evaluate.authority.clusters import ROOT, allows, core, runs
from tests.unit.pipeline.runs import opened, report_on

RULE = "rbac/escalation-path"
CI = runs("runner", "builder", "ci") + allows(
    "build", core("pods", "create"), to="ci/builder", namespace="kube-system"
)
ONE_CLUSTER = "environments: {production: {paths: ['**']}}\n"
TRUSTED = f"{{{RULE}: {{params: {{trusted: [ServiceAccount/ci/*]}}}}}}"


def judged(files: dict[str, str], settings: str = "") -> Report:
    return report_on(files, settings, select=(RULE,))


def test_a_path_over_several_targets_of_a_cluster() -> None:
    report = judged({"ci/all.yaml": CI, "system/all.yaml": ROOT}, ONE_CLUSTER)
    (entry,) = report.entries
    assert (entry.rule, entry.severity, entry.location and entry.location.line) == (RULE, "warning", 22)
    assert [(one.location.path, one.location.line, one.message) for one in entry.related] == [
        ("ci/all.yaml", 8, "Deployment ci/runner runs as ServiceAccount ci/builder"),
        ("ci/all.yaml", 15, "Role build allows to create pods"),
        (
            "system/all.yaml",
            10,
            "ClusterRoleBinding root gives ClusterRole cluster-admin to ServiceAccount kube-system/root",
        ),
    ]


def test_targets_of_different_clusters_have_no_path_together() -> None:
    assert opened(judged({"ci/all.yaml": CI, "system/all.yaml": ROOT})) == {}


def test_the_settings_say_who_is_trusted() -> None:
    files = {"ci/all.yaml": CI + "---" + ROOT}
    assert opened(judged(files)) == {RULE: "warning"}
    assert opened(judged(files, f"rules: {TRUSTED}\n")) == {}
    of_production = f"environments: {{production: {{paths: ['%s'], rules: {TRUSTED}}}}}\n"
    assert opened(judged(files, of_production % "ci")) == {}
    assert opened(judged(files, of_production % "other")) == {RULE: "warning"}


def test_an_environment_that_the_settings_do_not_tell_of() -> None:
    files = {"overlays/staging/all.yaml": CI + "---" + ROOT}
    assert opened(judged(files, f"rules: {TRUSTED}\n")) == {}


def test_a_value_that_trusted_cannot_have() -> None:
    with pytest.raises(ConfigError, match=f'parameter trusted of rule {RULE}: "x" is not of type "array"'):
        judged({"ci/all.yaml": CI}, f"rules: {{{RULE}: {{params: {{trusted: x}}}}}}\n")
