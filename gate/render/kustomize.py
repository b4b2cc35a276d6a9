"""Kustomize targets: one build through a wrapper that tells each resource's origin."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from gate.errors import ToolError
from gate.model.finding import Finding, Location
from gate.model.json import sequence
from gate.model.outcome import Outcome
from gate.model.target import KustomizeSource, Rendered, RenderedText, Target
from gate.model.tree import Tree
from gate.render.findings import cut_short, failed, install_hint
from gate.render.kustomize_blame import blamed_file, blamed_place
from gate.render.options import RenderOptions
from gate.render.origins import repository_relative, wrapper
from gate.render.refusals import refusals
from gate.render.secrets import secrets_of_kustomization
from gate.render.words import harmless, relative
from gate.sources.kustomization import Closure, closure, kustomization_file
from gate.system.files import private_folder
from gate.system.process import Completed, run, scrubbed_environment
from gate.system.tools import Tool, Toolbox


def render(target: Target, tree: Tree, toolbox: Toolbox, options: RenderOptions) -> Outcome[Rendered]:
    """Build a kustomize root; nothing starts while anything in its closure is refused.

    ToolError when neither kustomize nor kubectl is at hand.
    """
    source = target.source
    if not isinstance(source, KustomizeSource):
        raise TypeError(f"{target.name} is no kustomize target")
    tool = _tool(toolbox, target)
    read = closure(tree, source.folder)
    if refused := refusals(target, tree, read, options):
        return Outcome(findings=refused)
    with private_folder() as private:
        folder = _wrap(tree, source, private)
        completed = _build(tool, folder, private, read, options)
    build = _Build(_program(tool), target, tree, read, os.path.relpath(tree.root, folder))
    if fault := build.fault(completed, options):
        return Outcome(findings=(fault,))
    texts = (RenderedText(repository_relative(completed.stdout, build.root), "."),)
    return Outcome((Rendered(target, target.kubernetes_versions, texts, completed.seconds),))


def _tool(toolbox: Toolbox, target: Target) -> Tool:
    if (tool := toolbox.kustomize) is None:
        raise ToolError(
            f"kustomize is needed to render {target.name}, and neither kustomize nor kubectl is on PATH",
            install_hint("kustomize", toolbox),
        )
    return tool


def _program(tool: Tool) -> str:
    return "kubectl kustomize" if tool.flavour == "kubectl" else "kustomize build"


def _wrap(tree: Tree, source: KustomizeSource, private: str) -> str:
    """Write the wrapper of a root into the private folder; the wrapper's folder."""
    folder = f"{private}/wrapper"
    root = os.path.relpath(f"{tree.root}/{source.folder}", folder)
    file = kustomization_file(tree, source.folder)
    managed_by = file is not None and any(
        "managedByLabel" in sequence(field.value) for field in file.content.field("buildMetadata")
    )
    component = file is not None and file.is_component
    Path(folder).mkdir()
    Path(folder, "kustomization.yaml").write_bytes(wrapper(root, component=component, managed_by=managed_by))
    return folder


def _build(tool: Tool, folder: str, private: str, read: Closure, options: RenderOptions) -> Completed:
    home = f"{private}/home"
    Path(home).mkdir()
    opened = {}
    if read.remotes:  # every one of them is allowed, or it would have been refused
        opened = {"PATH": options.environment_path, "GIT_ALLOW_PROTOCOL": "https"}
    command = "kustomize" if tool.flavour == "kubectl" else "build"
    argv = (tool.program, command, folder)
    return run(argv, cwd=folder, env=scrubbed_environment(home, opened), limits=options.limits)


@dataclass(frozen=True, slots=True)
class _Build:
    """A build that has ended. root: the repository's root as the wrapper names it."""

    program: str
    target: Target
    tree: Tree
    read: Closure
    root: str

    def fault(self, completed: Completed, options: RenderOptions) -> Finding | None:
        """What kept the root from being built; None when it was."""
        kustomization = Location(blamed_file("", self.read.folder, self.tree), precision="file")
        if stopped := cut_short(completed, self.program, self.target, kustomization, options):
            return stopped
        if completed.returncode == 0:
            return None
        words = relative(completed.stderr, ((self.tree.root, "."), (self.root, ".")))
        told = harmless(words, secrets_of_kustomization(self.tree, self.read))
        return failed(self.program, told, self.target, blamed_place(words, self.read, self.tree))
