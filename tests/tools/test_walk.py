"""Rendering to a fix-point with the real kustomize: what declares first, each thing judged once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gate.config.settings import Settings
from gate.discover import discover
from gate.discover.expand import Home, Surroundings, Walk
from gate.model.outcome import Outcome
from gate.model.resource import Resource
from gate.model.target import Target
from gate.parse import parse
from gate.render import RenderOptions, render
from gate.system.files import FolderTree, open_folder
from gate.system.tools import Toolbox, find_tools

pytestmark = pytest.mark.needs("kustomize")

OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\ndata: {a: '${value}'}\n"


def flux(name: str, path: str, more: str = "") -> str:
    return (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
        f"metadata: {{name: '{name}', namespace: flux-system}}\n"
        f"spec: {{path: {path}, sourceRef: {{kind: GitRepository, name: flux-system}}{more}}}\n"
    )


def application(name: str, path: str) -> str:
    return (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\n"
        f"metadata: {{name: {name}, namespace: argocd}}\n"
        f"spec: {{source: {{repoURL: 'https://git.example.com/a/b', path: {path}}}, destination: {{}}}}\n"
    )


def walked(folder: Path, files: dict[str, str]) -> tuple[Outcome[Target], dict[str, tuple[Resource, ...]]]:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    tree = open_folder(str(folder))
    settings = Settings()
    around = Surroundings(tree, settings, ("1.34",), Home())
    walk = Walk(discover(tree, (), settings, ("1.34",)), around)
    toolbox = find_tools(os.environ["PATH"], str(folder / "none"), "")
    sent: dict[str, tuple[Resource, ...]] = {}
    seen: set[Target] = set()
    while wave := walk.wave():
        for target in wave:
            assert target not in seen
            seen.add(target)
            sent[target.name] = _resources(target, tree, toolbox)
        for target in wave:
            walk.take(target, sent[target.name])
    return walk.outcome(), sent


def _resources(target: Target, tree: FolderTree, toolbox: Toolbox) -> tuple[Resource, ...]:
    outcome = render(target, tree, toolbox, RenderOptions())
    return tuple(resource for one in outcome.values for resource in parse(one).values)


def names(outcome: Outcome[Target]) -> list[str]:
    return [target.name for target in outcome.values]


CLUSTER = {
    "cluster/flux-system/kustomization.yaml": "resources: [sync.yaml]",
    "cluster/flux-system/sync.yaml": flux("flux-system", "./cluster"),
    "cluster/apps.yaml": flux("apps", "./apps", ", postBuild: {substitute: {value: from-above}}"),
    "apps/web/kustomization.yaml": "resources: [a.yaml]",
    "apps/web/a.yaml": OBJECT.replace("NAME", "web"),
    "apps/loose.yaml": OBJECT.replace("NAME", "loose"),
    "other/kustomization.yaml": "resources: [a.yaml]",
    "other/a.yaml": OBJECT.replace("NAME", "other"),
}


def test_a_cluster_that_declares_itself_is_judged_once_and_with_what_it_adds(tmp_path: Path) -> None:
    outcome, sent = walked(tmp_path, CLUSTER)
    assert names(outcome) == [
        "Kustomization/flux-system/apps",
        "Kustomization/flux-system/flux-system",
        "other",
    ]
    apps = sent["Kustomization/flux-system/apps"]
    assert [(one.id.name, one.decode()["data"]) for one in apps] == [
        ("loose", {"a": "from-above"}),
        ("web", {"a": "from-above"}),
    ]
    accounts = {account.path: account.reason for account in outcome.accounts}
    assert accounts["cluster/flux-system"] == "judged through Kustomization/flux-system/flux-system"
    assert accounts["apps/web"] == "judged through Kustomization/flux-system/apps"
    assert accounts["cluster"] == "judged through Kustomization/flux-system/flux-system"


def test_applications_of_applications_are_followed(tmp_path: Path) -> None:
    files = {
        "root/kustomization.yaml": "resources: [apps.yaml]\nnamespace: argocd",
        "root/apps.yaml": application("apps", "apps"),
        "apps/web.yaml": application("web", "web"),
        "web/a.yaml": OBJECT.replace("NAME", "web"),
        "web/left.txt": "",
    }
    outcome, sent = walked(tmp_path, files)
    assert names(outcome) == ["Application/argocd/apps", "Application/argocd/web", "root"]
    assert set(sent) == {*names(outcome)}
    parents = [one.declared_by.provenance.target for one in outcome.values if one.declared_by]
    assert parents == ["root", "Application/argocd/apps"]


def test_manifests_that_no_declaration_takes_stay_a_target(tmp_path: Path) -> None:
    text = application("web", "web") + "---\n" + application("gone", "gone")
    files = {
        "root.yaml": text,
        "web/a.yaml": OBJECT.replace("NAME", "web"),
        "web/deep/b.yaml": OBJECT.replace("NAME", "deep"),
    }
    outcome, _ = walked(tmp_path, files)
    assert names(outcome) == [".", "Application/argocd/web", "web/deep"]
    assert [(one.rule, one.target, one.pointer) for one in outcome.findings] == []
    reasons = {account.path: account.reason for account in outcome.accounts}
    assert reasons["Application/argocd/gone"] == (
        "built from outside the repository: https://git.example.com/a/b"
    )


@pytest.mark.parametrize("elsewhere", ["live/more.yaml", "web/beside.yaml", "clusters/further/more.yaml"])
def test_a_file_that_an_application_alone_names_as_a_patch_is_no_manifest(
    elsewhere: str, tmp_path: Path
) -> None:
    """Beside the Application, beside the base, and beside another thing that declares."""
    patch = OBJECT.replace("NAME", "web").replace("${value}", "patched")
    options = f", kustomize: {{patches: [{{path: ../{elsewhere}}}]}}"
    files = {
        "live/web.yaml": application("web", "web").replace("path: web", f"path: web{options}"),
        "live/other.yaml": OBJECT.replace("NAME", "other"),
        "web/kustomization.yaml": "resources: [web.yaml]\n",
        "web/web.yaml": OBJECT.replace("NAME", "web"),
        "clusters/further/next.yaml": application("next", "nowhere"),
        elsewhere: patch,
    }
    outcome, sent = walked(tmp_path, files)
    assert {target.name: target.closure for target in outcome.values} == {
        "Application/argocd/web": tuple(sorted(("web/kustomization.yaml", "web/web.yaml", elsewhere))),
        "clusters/further": ("clusters/further/next.yaml",),
        "live": ("live/other.yaml", "live/web.yaml"),
    }
    (live,) = (target for target in outcome.values if target.name == "live")
    assert live.reason == "2 files of manifests that no kustomization or chart uses"
    assert [one.id.name for one in sent["live"]] == ["other", "web"]
    (web,) = sent["Application/argocd/web"]
    assert web.decode()["data"] == {"a": "patched"}


def test_what_cannot_be_rendered_declares_what_its_files_say(tmp_path: Path) -> None:
    files = {
        "root/kustomization.yaml": "resources: [apps.yaml, 'https://git.example.com/remote']",
        "root/apps.yaml": "# first\n---\n" + application("web", "web") + "---\n" + flux("gone", "./gone"),
        "web/a.yaml": OBJECT.replace("NAME", "web"),
    }
    outcome, _ = walked(tmp_path, files)
    assert names(outcome) == ["Application/argocd/web", "root"]
    assert not outcome.findings
    declaration = outcome.values[0].declared_by
    assert declaration is not None
    assert (declaration.provenance.path, declaration.provenance.document) == ("root/apps.yaml", 1)


def test_a_declaration_without_end_is_cut_and_said(tmp_path: Path) -> None:
    files = {"loop/a.yaml": flux("x${v}", "./loop", ", postBuild: {substitute: {v: 'y${v}'}}")}
    outcome, _ = walked(tmp_path, files)
    assert len(outcome.values) == 12
    finding = outcome.findings[0]
    assert finding.rule == "render/broken-declaration"
    assert "is declared through more than 12 others" in finding.message


def test_configured_limits_hold_for_declared_targets(tmp_path: Path) -> None:
    files = {"root.yaml": application("web", "web"), "web/a.yaml": OBJECT.replace("NAME", "web")}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    tree = open_folder(str(tmp_path))
    settings = Settings(exclude=("web",))
    walk = Walk(discover(tree, (), settings, ("1.34",)), Surroundings(tree, settings, ("1.34",), Home()))
    toolbox = find_tools(os.environ["PATH"], str(tmp_path / "none"), "")
    while wave := walk.wave():
        for target in wave:
            walk.take(target, _resources(target, tree, toolbox))
    assert names(walk.outcome()) == ["."]
    reasons = {account.path: account.reason for account in walk.outcome().accounts}
    assert reasons["Application/argocd/web"] == "excluded by targets.exclude in .gate.yaml"
