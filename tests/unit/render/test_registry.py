"""Every kind of target has a renderer, every finding a rule."""

from __future__ import annotations

from typing import get_args

from gate.model.target import TargetKind
from gate.render import RULES, RenderOptions, jobs_for, renderer
from gate.system.files import MemoryTree
from gate.system.tools import Tool, Toolbox
from tests.unit.render.folders import CONFIG_MAP, helm_target, kustomize_target, plain_target


def test_every_kind_of_target_has_a_renderer() -> None:
    assert all(callable(renderer(kind).render) for kind in get_args(TargetKind))


def test_every_rule_says_what_to_do() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.family == "render"
        assert rule.severity == "error"
        assert rule.title
        assert rule.description
        assert rule.remediation


def test_only_kustomize_roots_share_a_job() -> None:
    names = ("a", "b", "refused")
    files = {f"{name}/kustomization.yaml": f"resources: [a.yaml]\nnamespace: {name}\n" for name in "ab"}
    files |= {f"{name}/a.yaml": CONFIG_MAP for name in "ab"}
    files["refused/kustomization.yaml"] = "resources: ['https://example.com/a.yaml']\n"
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    targets = [*map(kustomize_target, names), helm_target(), plain_target("a/a.yaml")]

    def shared(tools: Toolbox) -> list[list[str]]:
        jobs = jobs_for(targets, tree, tools, RenderOptions(), 1)
        return [[target.name for target in job.targets] for job in jobs]

    with_tool = Toolbox(kustomize=[Tool("kustomize", "/never/run", "5.7.1")])
    assert shared(with_tool) == [["a", "b"], ["refused"], ["chart"], ["a/a.yaml"]]
    assert shared(Toolbox()) == [["a"], ["b"], ["refused"], ["chart"], ["a/a.yaml"]]
