"""Kustomize targets as jobs: in batches where they can share a process, else one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from gate.errors import ToolError
from gate.model.outcome import Outcome
from gate.model.target import Target
from gate.model.tree import Tree
from gate.render.jobs import Done, Job, Single
from gate.render.kustomize_batch import build_together
from gate.render.kustomize_grouping import grouped
from gate.render.kustomize_isolation import is_apart
from gate.render.kustomize_root import Root, read_root
from gate.render.options import RenderOptions
from gate.render.refusals import refusals
from gate.sources.kustomization import Closures
from gate.system.process import Limits
from gate.system.tools import Tool, Toolbox


def jobs_for(
    targets: Sequence[Target],
    closures: Closures,
    toolbox: Toolbox,
    options: RenderOptions,
    at_a_time: int,
    alone: Callable[[Target], Single],
) -> tuple[Job, ...]:
    """Batches first, for they take longest. alone: the job of one target by itself.

    What is refused is in no batch: its own job says why, and starts nothing.
    """
    if (tool := toolbox.kustomize) is None:
        return tuple(map(alone, targets))
    tree = closures.tree
    roots = [read_root(target, tree, closures) for target in targets]
    apart = [is_apart(root, tree) or bool(refusals(root.target, tree, root.read, options)) for root in roots]
    batches: list[Job] = []
    for label in (False, True):  # kustomize labels all objects of a build, or none
        together = [root for root, by_itself in zip(roots, apart, strict=True) if not by_itself]
        groups = grouped([root for root in together if root.managed_by is label], tree, at_a_time)
        batches.extend(_Batch(group, tree, tool, options.limits, alone).part() for group in groups)
    singles = (alone(root.target) for root, by_itself in zip(roots, apart, strict=True) if by_itself)
    return (*batches, *singles)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Roots for one process."""

    roots: tuple[Root, ...]
    tree: Tree
    tool: Tool
    limits: Limits
    alone: Callable[[Target], Single]

    @property
    def targets(self) -> tuple[Target, ...]:
        return tuple(root.target for root in self.roots)

    def part(self) -> Job:
        """The batch itself; for a single root the job that renders it by itself."""
        return self if len(self.roots) > 1 else self.alone(self.roots[0].target)

    def run(self) -> Done:
        try:
            built = build_together(self.roots, self.tree, self.tool, self.limits)
        except ToolError:  # each target says so itself
            return Done(further=tuple(map(self.alone, self.targets)))
        outcomes = tuple((one.target, Outcome((one,))) for one in built.rendered)
        return Done(outcomes, tuple(replace(self, roots=group).part() for group in built.again))
