"""The renderers, one module for each kind of target, and what they can do together."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from gate.model.outcome import Outcome
from gate.model.target import Rendered, Target, TargetKind
from gate.model.tree import Tree
from gate.render import kustomize_jobs
from gate.render.jobs import Job, Single
from gate.render.options import RenderOptions
from gate.sources.kustomization import Closures
from gate.system.tools import Toolbox


class Renderer(Protocol):
    """What a renderer's module has."""

    def render(
        self, target: Target, tree: Tree, toolbox: Toolbox, options: RenderOptions
    ) -> Outcome[Rendered]:
        """What the target sends to clusters: one `Rendered` for all its Kubernetes versions, or one for each.

        What the repository's own content keeps from being rendered is a finding; ToolError when a program
        that is needed is not at hand.
        """


def renderer(kind: TargetKind) -> Renderer:
    """The module of the same name as the kind, imported with the first target of it."""
    module: Renderer = import_module(f"{__package__}.{kind}")
    return module


def render(target: Target, tree: Tree, toolbox: Toolbox, options: RenderOptions) -> Outcome[Rendered]:
    """Render one target by its kind. ToolError when a program that is needed is not at hand."""
    return renderer(target.kind).render(target, tree, toolbox, options)


def jobs_for(
    targets: Sequence[Target],
    tree: Tree,
    toolbox: Toolbox,
    options: RenderOptions,
    at_a_time: int,
    closures: Closures | None = None,
) -> tuple[Job, ...]:
    """The work of rendering the targets, each in one job: what one program can do at once is one job.

    at_a_time: how many jobs will run beside each other. closures: those of the tree, where they are read
    already.
    """

    def alone(target: Target) -> Single:
        return Single(target, lambda: render(target, tree, toolbox, options))

    batched = [target for target in targets if target.kind == "kustomize"]
    others = (alone(target) for target in targets if target.kind != "kustomize")
    return (
        *kustomize_jobs.jobs_for(batched, closures or Closures(tree), toolbox, options, at_a_time, alone),
        *others,
    )
