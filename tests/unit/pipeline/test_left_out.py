"""What is left out of a run, found and rendered for the policies that the run pins."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from gate.model.outcome import Account
from gate.pipeline.exploring import explored
from gate.pipeline.left_out import LeftOut, left_out
from tests.unit.pipeline.runs import CONFIG_MAP, asked

EXCLUDED = "targets: {exclude: [apps]}\n"
WIDGET = (
    "apiVersion: acme.example/v1\nkind: Widget\n"
    "metadata: {name: w, annotations: {config.kubernetes.io/local-config: 'true'}}\n"
)


def found(files: Mapping[str, str], settings: str = "") -> LeftOut:
    request = asked(files, settings)
    return left_out(explored(request), request)


def told(left: LeftOut) -> dict[str, list[str]]:
    return {one.target.name: sorted(resource.id.kind for resource in one.resources) for one in left.results}


@pytest.mark.parametrize(
    ("files", "settings", "expected"),
    [
        ({"apps/a.yaml": CONFIG_MAP}, "", {}),
        ({"apps/a.yaml": CONFIG_MAP}, EXCLUDED, {"apps": ["ConfigMap"]}),
        ({"apps/a.yaml": CONFIG_MAP}, "targets: {include: [good]}\n", {"apps": ["ConfigMap"]}),
        (
            {"apps/a.yaml": CONFIG_MAP, "apps/b.yaml": CONFIG_MAP},
            "targets: {exclude: [apps/b.yaml]}\n",
            {"apps (left out)": ["ConfigMap"]},
        ),
        ({"apps/w.yaml": WIDGET, "apps/a.yaml": CONFIG_MAP}, "", {"apps (left out)": ["Widget"]}),
        ({".github/a.yaml": CONFIG_MAP}, "", {".github": ["ConfigMap"]}),
        ({".github/workflows/a.yaml": "on: push\njobs: {}\n"}, "", {}),
        ({"kubeadm.yaml": "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n"}, "", {}),
        ({"values.yaml": "kind: a\nmetadata: b\n"}, "", {}),
    ],
    ids=[
        "nothing",
        "excluded",
        "not included",
        "a file of a folder",
        "marked",
        "kept for others",
        "a workflow",
        "no server's",
        "no object",
    ],
)
def test_what_may_be_sent_to_a_cluster(
    files: dict[str, str], settings: str, expected: dict[str, list[str]]
) -> None:
    assert told(found({"good/good.yaml": CONFIG_MAP, **files}, settings)) == expected


def test_what_is_looked_at_is_told() -> None:
    left = found({"good/good.yaml": CONFIG_MAP, "apps/a.yaml": CONFIG_MAP}, EXCLUDED)
    assert list(left.notices()) == [
        "Pinned policies were also asked of what is left out: 1 resource of 1 target (apps)."
    ]
    accounts = (Account("apps", "1 file excluded"), Account("other", "excluded"))
    assert [one.reason for one in left.accounted(accounts)] == [
        "1 file excluded; pinned policies alone were asked",
        "excluded",
    ]


def test_what_cannot_be_read_is_a_warning() -> None:
    broken = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a\n"
    left = found({"good/good.yaml": CONFIG_MAP, "apps/a.yaml": broken}, EXCLUDED)
    (finding,) = left.findings
    assert (finding.rule, finding.severity, finding.pinned) == ("yaml/syntax", "warning", True)
    assert finding.message.startswith("no pinned policy is asked of what is left out here: ")


def test_what_is_elsewhere_is_told() -> None:
    release = (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ingress, namespace: web}\n"
        "spec: {interval: 10m, chart: {spec: {chart: ingress-nginx, version: 4.x, sourceRef:"
        " {kind: HelmRepository, name: ingress}}}}\n"
    )
    assert list(found({"HelmRelease/a/note.yaml": "a: b\n", "web/release.yaml": release}).notices()) == [
        "No pinned policy was asked of 1 declaration that cannot be followed here: HelmRelease/web/ingress."
    ]
