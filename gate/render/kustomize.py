"""Kustomize targets: one build through a wrapper that tells each resource's origin."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from gate.model.finding import Finding, Location
from gate.model.outcome import Outcome
from gate.model.target import Rendered, RenderedText, Target
from gate.model.tree import Tree
from gate.render.findings import cut_short, failed
from gate.render.kustomize_blame import blamed_file, blamed_place
from gate.render.kustomize_build import build, program, tool_for
from gate.render.kustomize_copy import Copy, pieces_of
from gate.render.kustomize_releases import Release, released, unready
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

    ToolError when neither kustomize nor kubectl is at hand, or Helm for the charts that a root inflates.
    """
    root = read_root(target, tree, Closures(tree))
    tool = tool_for(target, toolbox)
    refused = refusals(target, tree, root.read, options)
    if told := (*refused, *unready(root.read.charts, target, tree, options)):
        return Outcome(findings=told)
    releases = [released(entry, target, tree, toolbox, options) for entry in root.read.charts]
    if faults := tuple(one for release in releases if isinstance(release, tuple) for one in release):
        return Outcome(findings=faults)
    sound = [release for release in releases if isinstance(release, Release)]
    done = [_rendered(root, tree, tool, options, sound, versions) for versions in _groups(target, sound)]
    return Outcome(
        tuple(one for one in done if isinstance(one, Rendered)),
        tuple(one for one in done if isinstance(one, Finding)),
    )


def _groups(target: Target, releases: Sequence[Release]) -> tuple[tuple[str, ...], ...]:
    """The Kubernetes versions that share a build: all, unless a chart asks which one it is."""
    versions = target.kubernetes_versions
    if any(release.is_sensitive for release in releases):
        return tuple((version,) for version in versions)
    return (versions,)


def _rendered(
    root: Root,
    tree: Tree,
    tool: Tool,
    options: RenderOptions,
    releases: Sequence[Release],
    versions: tuple[str, ...],
) -> Rendered | Finding:
    """One build. With charts, in a private copy; their own seconds count, too."""
    with private_folder() as private:
        folder = f"{private}/wrapper"
        copy = Copy(f"{private}/copy" if releases else tree.root, pieces_of(releases, versions[-1]))
        if releases:
            copy.write(tree, root.read.files, root.kustomizations)
        wrap(root, tree, folder, copy.folder)
        completed = _built(root, tool, folder, private, options)
    ended = _Build(program(tool), root, tree, copy, os.path.relpath(copy.folder, folder))
    if fault := ended.fault(completed, options):
        return fault
    text = copy.with_origins(repository_relative(completed.stdout, ended.repository, COPIES))
    seconds = completed.seconds + sum(one.by_version[versions[-1]].seconds for one in releases)
    return Rendered(root.target, versions, (RenderedText(text, "."),), seconds)


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
    """A build that has ended. copy: what was built in; repository: its root as the wrapper names it."""

    program: str
    root: Root
    tree: Tree
    copy: Copy
    repository: str

    def fault(self, completed: Completed, options: RenderOptions) -> Finding | None:
        """What kept the root from being built; None when it was."""
        target, read = self.root.target, self.root.read
        kustomization = Location(blamed_file("", read.folder, self.tree), precision="file")
        if stopped := cut_short(completed, self.program, target, kustomization, options):
            return stopped
        if completed.returncode == 0:
            return None
        places = (*self.copy.names, (self.copy.folder, "."), (self.repository, "."), (COPIES, "."))
        words = relative(completed.stderr, places)
        told = harmless(words, secrets_of_kustomization(self.tree, read))
        return failed(self.program, told, target, blamed_place(words, read, self.tree))
