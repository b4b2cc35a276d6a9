"""Kustomize targets: one build through a wrapper that tells each resource's origin."""

from __future__ import annotations

import os
from dataclasses import dataclass

from gate.model.finding import Finding, Location
from gate.model.outcome import Outcome
from gate.model.target import Rendered, RenderedText, Target
from gate.model.tree import Tree
from gate.render.findings import cut_short, failed
from gate.render.kustomize_blame import blamed_file, blamed_place
from gate.render.kustomize_build import build, program, tool_for
from gate.render.kustomize_root import COPIES, Root, read_root, wrap
from gate.render.options import RenderOptions
from gate.render.origins import repository_relative
from gate.render.refusals import refusals
from gate.render.secrets import secrets_of_kustomization
from gate.render.words import harmless, relative
from gate.sources.kustomization import Closures
from gate.system.files import private_folder
from gate.system.process import Completed
from gate.system.tools import Tool, Toolbox

# api/loader of kustomize: a file that is not below the kustomization that names it.
_RESTRICTED = b"is not in or below"


def render(target: Target, tree: Tree, toolbox: Toolbox, options: RenderOptions) -> Outcome[Rendered]:
    """Build a kustomize root; nothing starts while anything in its closure is refused.

    ToolError when neither kustomize nor kubectl is at hand.
    """
    root = read_root(target, tree, Closures(tree))
    tool = tool_for(target, toolbox)
    if refused := refusals(target, tree, root.read, options):
        return Outcome(findings=refused)
    with private_folder() as private:
        folder = f"{private}/wrapper"
        wrap(root, tree, folder)
        completed = _built(root, tool, folder, private, options)
    ended = _Build(program(tool), root, tree, os.path.relpath(tree.root, folder))
    if fault := ended.fault(completed, options):
        return Outcome(findings=(fault,))
    texts = (RenderedText(repository_relative(completed.stdout, ended.repository, COPIES), "."),)
    return Outcome((Rendered(target, target.kubernetes_versions, texts, completed.seconds),))


def _built(root: Root, tool: Tool, folder: str, private: str, options: RenderOptions) -> Completed:
    """The build, tried again without the load restrictor where the declaring tool has none.

    All that is read lies in the repository then, too: `refusals` has seen to it.
    """
    # Every remote is allowed, or it would have been refused.
    path = options.environment_path if root.read.remotes else None
    completed = build(tool, folder, private, options.limits, fetch_path=path)
    if completed.returncode and root.source.relaxed and _RESTRICTED in completed.stderr:
        completed = build(tool, folder, private, options.limits, fetch_path=path, relaxed=True)
    return completed


@dataclass(frozen=True, slots=True)
class _Build:
    """A build that has ended. repository: the repository's root as the wrapper names it."""

    program: str
    root: Root
    tree: Tree
    repository: str

    def fault(self, completed: Completed, options: RenderOptions) -> Finding | None:
        """What kept the root from being built; None when it was."""
        target, read = self.root.target, self.root.read
        kustomization = Location(blamed_file("", read.folder, self.tree), precision="file")
        if stopped := cut_short(completed, self.program, target, kustomization, options):
            return stopped
        if completed.returncode == 0:
            return None
        places = ((self.tree.root, "."), (self.repository, "."), (COPIES, "."))
        words = relative(completed.stderr, places)
        told = harmless(words, secrets_of_kustomization(self.tree, read))
        return failed(self.program, told, target, blamed_place(words, read, self.tree))
