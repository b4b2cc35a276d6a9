"""What a request asks for, with what is declared in it, and of that only what it asks for."""

from __future__ import annotations

from typing import Any

import pytest

from gate.errors import UsageError
from gate.pipeline import rendering
from gate.pipeline.exploring import Explored, explored
from gate.pipeline.request import Request
from tests.unit.pipeline.runs import CONFIG_MAP, asked

APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: NAME, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  source: {repoURL: https://example.com/org/repo, path: PATH}
"""


def application(name: str, path: str) -> str:
    return APPLICATION.replace("NAME", name).replace("PATH", path)


FILES = {
    "argocd/web.yaml": application("web", "apps/web"),
    "argocd/more.yaml": application("more", "argocd-more"),
    "argocd-more/db.yaml": application("db", "apps/db"),
    "apps/web/a.yaml": CONFIG_MAP,
    "apps/db/a.yaml": CONFIG_MAP,
    "apps/left/a.yaml": CONFIG_MAP,
}
WEB, DB, MORE = ("Application/argocd/web", "Application/argocd/db", "Application/argocd/more")


def run(*scope: str, settings: str = "", sparing: bool = False, **changes: Any) -> Explored:
    request: Request = asked(FILES, settings, scope=scope, **changes)
    return explored(request, sparing=sparing)


def names(found: Explored) -> list[str]:
    return [result.target.name for result in found.results]


def test_what_is_declared_is_rendered_and_what_declares_it_and_the_rest() -> None:
    found = run()
    assert names(found) == [DB, MORE, WEB, "apps/left", "argocd"]
    assert all(result.rendered for result in found.results)
    assert found.findings == ()


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("apps/web", [WEB]),
        ("apps/db/a.yaml", [DB]),
        ("apps/left", ["apps/left"]),
        ("argocd", [DB, MORE, WEB, "argocd"]),
        ("argocd-more", [DB, MORE]),
        ("apps", [DB, WEB, "apps/left"]),
    ],
)
def test_a_scope_holds_what_reads_its_files_and_what_that_declares(scope: str, expected: list[str]) -> None:
    assert names(run(scope)) == expected


def test_only_what_may_declare_is_rendered_where_that_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[str] = []
    render = rendering.rendered

    def noted(targets: Any, *rest: Any) -> Any:
        rendered.extend(target.name for target in targets)
        return render(targets, *rest)

    monkeypatch.setattr("gate.pipeline.kept.rendered", noted)
    assert names(run(sparing=True)) == names(run(settings=""))
    assert sorted(rendered[:2]) == [MORE, "argocd"]


def test_only_the_targets_of_an_environment() -> None:
    settings = "environments: {dev: {paths: [apps/left]}, prod: {paths: [argocd]}}"
    found = run(settings=settings, environment="dev")
    assert names(found) == ["apps/left"]
    assert {one.path for one in found.accounts if "--environment" in one.reason} == {WEB, DB, MORE, "argocd"}
    with pytest.raises(UsageError, match="no target belongs to environment staging"):
        run(settings=settings, environment="staging")
