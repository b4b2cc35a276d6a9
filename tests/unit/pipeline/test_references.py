"""What a run knows of the rest of the repository when it looks for what names point at."""

from __future__ import annotations

from gate.model.report import Report
from tests.unit.pipeline.runs import CONFIG_MAP, asked, opened, report_on

POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  containers:\n"
    "    - {name: web, image: a.example.com/web:1, envFrom: [{configMapRef: {name: settings}}]}\n"
)
MAP = CONFIG_MAP.replace("{name: some-name}", "{name: settings, namespace: shop}")
OTHER = MAP.replace("name: settings", "name: other")
ONE_CLUSTER = "environments: {production: {paths: ['**']}}\n"
RULE = "ref/missing-config-map"


def left_open(report: Report) -> list[str]:
    return [one.reason for one in report.accounting.skipped if one.reason.startswith("references not judged")]


def test_the_whole_repository_is_looked_through() -> None:
    report = report_on({"web/pod.yaml": POD, "platform/other.yaml": OTHER}, select=("ref",))
    assert opened(report) == {RULE: "warning"}
    assert left_open(report) == []
    (entry,) = report.entries
    assert entry.location is not None
    assert (entry.location.path, entry.location.line, entry.location.column) == ("web/pod.yaml", 6, 79)


def test_in_a_part_of_it_a_cluster_may_have_anything_elsewhere() -> None:
    report = report_on(
        {"web/pod.yaml": POD, "platform/other.yaml": OTHER}, ONE_CLUSTER, select=("ref",), scope=("web",)
    )
    assert opened(report) == {}
    assert left_open(report) == [
        "references not judged: ConfigMap shop/settings (platform of the cluster was not among what was asked for)"
    ]


def test_in_a_part_of_it_sources_of_other_targets_tell_whether_they_may_have_a_thing() -> None:
    files = {"web/pod.yaml": POD, "platform/map.yaml": OTHER}
    assert opened(report_on(files, select=("ref",), scope=("web",))) == {RULE: "warning"}
    with_it = report_on({**files, "more/map.yaml": MAP}, select=("ref",), scope=("web",))
    assert opened(with_it) == {}
    assert left_open(with_it) == [
        "references not judged: ConfigMap shop/settings (more was not among what was asked for)"
    ]


def test_a_target_that_fails_to_render_may_have_anything() -> None:
    files = {"web/pod.yaml": POD, "platform/kustomization.yaml": "resources: [absent.yaml]\n"}
    report = report_on(files, ONE_CLUSTER, select=("ref",))
    assert RULE not in opened(report)
    assert left_open(report) == [
        "references not judged: ConfigMap shop/settings (platform of the cluster could not be rendered)"
    ]


def test_externals_count_only_from_where_the_configuration_is_trusted() -> None:
    external = "externals: [{kind: ConfigMap, namespace: shop, name: settings}]\n"
    assert opened(report_on({"web/pod.yaml": POD}, external, select=("ref",))) == {}
    proposed = asked({}, external).settings
    report = report_on({"web/pod.yaml": POD}, select=("ref",), proposed=proposed)
    assert opened(report) == {RULE: "warning"}


def test_references_that_nobody_asks_about_are_not_looked_at() -> None:
    files = {"web/pod.yaml": POD, "platform/kustomization.yaml": "resources: [absent.yaml]\n"}
    assert left_open(report_on(files, ONE_CLUSTER, ignore=("ref",))) == []


def test_a_severity_of_its_own() -> None:
    report = report_on({"web/pod.yaml": POD}, "rules: {ref/missing-config-map: error}\n", select=("ref",))
    assert opened(report) == {RULE: "error"}
    assert report.exit_code == 1
