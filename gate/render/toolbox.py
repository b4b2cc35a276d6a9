"""The programs that render, as far as the renderers need to know them."""

from __future__ import annotations

from typing import Protocol


class Tool(Protocol):
    """A program that was found. program: its absolute path. flavour: `kustomize` or `kubectl`."""

    @property
    def program(self) -> str: ...

    @property
    def flavour(self) -> str: ...


class Toolbox(Protocol):
    """What is at hand; None for what is not."""

    @property
    def kustomize(self) -> Tool | None: ...

    @property
    def helm(self) -> Tool | None: ...
