"""The renderers, one for each kind of target."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from gate.model.outcome import Outcome
from gate.model.target import Rendered, Target, TargetKind
from gate.model.tree import Tree
from gate.render import helm, kustomize, plain
from gate.render.options import RenderOptions
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


RENDERERS: Mapping[TargetKind, Renderer] = MappingProxyType(
    {"kustomize": kustomize, "helm": helm, "plain": plain}
)


def render(target: Target, tree: Tree, toolbox: Toolbox, options: RenderOptions) -> Outcome[Rendered]:
    """Render one target by its kind. ToolError when a program that is needed is not at hand."""
    return RENDERERS[target.kind].render(target, tree, toolbox, options)
