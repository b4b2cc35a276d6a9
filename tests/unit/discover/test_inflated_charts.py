"""Charts that kustomizations inflate are no targets of their own."""

from __future__ import annotations

from gate.config.settings import Settings
from gate.discover import discover
from gate.system.files import MemoryTree

FILES = {
    "app/kustomization.yaml": b"helmCharts: [{name: web}]\n",
    "app/charts/web/Chart.yaml": b"name: web\nversion: 1.0.0\n",
    "app/charts/web/values.yaml": b"",
    "app/charts/web/templates/a.yaml": b"kind: A\n",
    "app/charts/unused/Chart.yaml": b"name: unused\nversion: 1.0.0\n",
}


def test_a_chart_is_judged_through_the_kustomization() -> None:
    outcome = discover(MemoryTree(FILES), (), Settings(), ("1.34",))
    assert [target.name for target in outcome.values] == ["app", "app/charts/unused"]
    accounts = {account.path: account.reason for account in outcome.accounts}
    assert accounts["app/charts/web"] == "judged through app"
    assert "app/charts/web/templates/a.yaml" in outcome.values[0].closure


def test_what_a_component_that_nothing_uses_would_inflate_from_elsewhere_is_told() -> None:
    component = (
        b"kind: Component\nhelmCharts: [{name: web}, {name: proxy, repo: 'https://user:pass@example.com'}]\n"
    )
    files = {**FILES, "app/kustomization.yaml": component, "b/a.yaml": b"apiVersion: v1\nkind: Pod\n"}
    outcome = discover(MemoryTree(files), (), Settings(), ("1.34",))
    accounts = {account.path: account.reason for account in outcome.accounts}
    assert accounts["app"] == (
        "Component that no kustomization file of the repository uses: it inflates charts from elsewhere, proxy"
    )


def test_a_chart_that_is_named_is_judged_by_itself() -> None:
    outcome = discover(MemoryTree(FILES), ("app/charts/web",), Settings(), ("1.34",))
    assert [target.name for target in outcome.values] == ["app/charts/web"]
