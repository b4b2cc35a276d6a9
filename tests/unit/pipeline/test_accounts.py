"""What is judged through a target is judged only where the target is rendered."""

from __future__ import annotations

from gate.model.outcome import Account
from gate.model.target import KustomizeSource, Target
from gate.pipeline.accounts import settled
from gate.pipeline.rendering import TargetResult


def result(folder: str, *closure: str, rendered: bool) -> TargetResult:
    source = KustomizeSource(folder, f"{folder}/kustomization.yaml")
    target = Target(folder, "kustomize", folder, source, "", folder, closure, "", ("1.34",))
    return TargetResult(target, rendered=rendered)


DEV = ("web/base/deployment.yaml", "web/base/kustomization.yaml", "web/dev/kustomization.yaml")
EU = ("web/base/kustomization.yaml", "web/eu/Kustomization", "web/shared/kustomization.yml")


def test_a_base_of_a_rendered_target_stays_judged() -> None:
    base = Account("web/base", "judged through web/dev and 1 more")
    results = [result("web/dev", *DEV, rendered=False), result("web/eu", *EU, rendered=True)]
    assert settled([base], results) == (base,)


def test_a_base_of_failed_targets_alone_was_not_judged() -> None:
    results = [result("web/dev", *DEV, rendered=True), result("web/eu", *EU, rendered=False)]
    assert settled([Account("web/shared", "judged through web/eu")], results) == (
        Account("web/shared", "used only by targets that were not rendered: web/eu"),
    )


def test_a_base_of_targets_that_were_not_asked_for_was_not_judged() -> None:
    (told,) = settled([Account("web/base", "judged through web/dev and 1 more")], [])
    assert not told.is_judged
    assert told.reason == "used only by targets that were not rendered: web/dev and 1 more"


def test_a_chart_or_folder_of_a_rendered_target_stays_judged() -> None:
    told = [
        Account("charts/web", "judged through Application/argocd/web"),
        Account("charts/web@values-dev.yaml", "judged through Application/argocd/web and 1 more"),
    ]
    assert settled(told, [result("Application/argocd/web", rendered=True)]) == tuple(told)
    (first, _) = settled(told, [result("Application/argocd/web", rendered=False)])
    assert first.reason == "used only by targets that were not rendered: Application/argocd/web"


def test_a_kustomization_at_the_root_is_the_folder_dot() -> None:
    root = Account(".", "judged through dev")
    assert settled([root], [result("dev", "kustomization.yaml", rendered=True)]) == (root,)


def test_other_reasons_stay() -> None:
    other = Account("lib", "CI workflow")
    assert settled([other], []) == (other,)
