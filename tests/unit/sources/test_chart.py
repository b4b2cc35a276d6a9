"""Chart.yaml and the folder it stands in."""

from __future__ import annotations

import pytest

from gate.sources.chart import Chart, Dependency, chart_folders, part_of, read_chart, subcharts
from gate.system.files import MemoryTree

CHART = "apiVersion: v2\nname: web\nversion: 1.2.3\n"


def chart(files: dict[str, str], folder: str = "web") -> Chart:
    return read_chart(MemoryTree({path: text.encode() for path, text in files.items()}), folder)


def test_what_it_says() -> None:
    text = (
        CHART
        + "type: library\nkubeVersion: '>=1.30'\ndependencies:\n- {name: db, version: 2, repository: 'oci://x', alias: d}\n"
    )
    found = chart({"web/Chart.yaml": text, "web/values.yaml": "", "webshop/x": ""})
    assert (found.name, found.version, found.type, found.kube_version) == (
        "web",
        "1.2.3",
        "library",
        ">=1.30",
    )
    assert found.dependencies == (Dependency("db", "2", "oci://x", "d"),)
    assert found.files == ("web/Chart.yaml", "web/values.yaml")
    assert found.is_library
    assert found.fault is None


def test_a_chart_of_the_first_format_keeps_its_dependencies_apart() -> None:
    found = chart({"web/Chart.yaml": CHART, "web/requirements.yaml": "dependencies: [{name: db}]"})
    assert [dependency.name for dependency in found.dependencies] == ["db"]


@pytest.mark.parametrize(
    ("text", "line", "column"), [("", 1, 1), ("- a", 1, 1), ("name: a\nversion: [1\n", 2, 10)]
)
def test_what_cannot_be_used_is_a_fault(text: str, line: int, column: int) -> None:
    fault = chart({"web/Chart.yaml": text}).fault
    assert fault is not None
    assert (fault.path, fault.line, fault.column) == ("web/Chart.yaml", line, column)


@pytest.mark.parametrize(
    ("path", "text", "sensitive"),
    [
        ("templates/a.yaml", "{{ .Capabilities.KubeVersion }}", True),
        ("templates/_a.tpl", "{{- if $.Capabilities.APIVersions.Has }}", True),
        ("charts/db/templates/a.yaml", "{{ .Capabilities }}", True),
        ("charts/db/Chart.yaml", "kubeVersion: '>=1.30'", True),
        ("charts/db-1.0.0.tgz", "packed", True),
        ("values.yaml", 'host: "{{ .Capabilities.KubeVersion }}"', True),
        ("templates/a.yaml", "kind: A", False),
        ("README.md", ".Capabilities", False),
    ],
)
def test_whether_the_kubernetes_version_matters(path: str, text: str, *, sensitive: bool) -> None:
    assert chart({"web/Chart.yaml": CHART, f"web/{path}": text}).version_sensitive is sensitive


def test_a_constraint_on_the_version_matters() -> None:
    assert chart({"web/Chart.yaml": CHART + "kubeVersion: '>=1.30'"}).version_sensitive


def test_subcharts_are_no_charts_of_their_own() -> None:
    paths = [
        "charts/web/Chart.yaml",
        "charts/web/charts/db/Chart.yaml",
        "charts/web/charts/db/charts/lib/Chart.yaml",
        "charts/web/templates/Chart.yaml",
        "charts/web/extra/other/Chart.yaml",
    ]
    tree = MemoryTree(dict.fromkeys(paths, b""))
    assert chart_folders(tree) == ("charts/web", "charts/web/extra/other")
    assert subcharts(tree, "charts/web") == ("charts/web/charts/db", "charts/web/charts/db/charts/lib")


def test_a_chart_at_the_root() -> None:
    tree = MemoryTree({"Chart.yaml": CHART.encode(), "charts/db/Chart.yaml": b"", "deploy/a.yaml": b""})
    assert chart_folders(tree) == (".",)
    assert subcharts(tree, ".") == ("charts/db",)
    assert read_chart(tree, ".").name == "web"


def test_what_a_path_is_a_part_of() -> None:
    assert part_of("web/templates/a.yaml", {"web"}) == "web"
    assert part_of("templates/a.yaml", {"."}) == "."
    assert part_of("web/files/a.yaml", {"web"}) == ""
    assert part_of("other/templates/a.yaml", {"web"}) == ""
