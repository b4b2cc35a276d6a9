"""What a run is asked to judge, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from gate.config.settings import Settings
from gate.discover.expand import Home
from gate.evaluate import EngineChoice, PolicySet
from gate.model.outcome import Account
from gate.model.tree import Tree
from gate.model.waiver import Waiver
from gate.render import RenderOptions
from gate.system.tools import Toolbox
from gate.waive import Enforcement


class Progress(Protocol):
    """Who is told how far a run has come."""

    def began(self, step: str, total: int) -> None:
        """A step of so many parts begins."""

    def advanced(self, name: str, seconds: float = 0.0) -> None:
        """One part of the step is done, and what it took."""

    def ended(self) -> None:
        """Nothing more comes."""


class Silent:
    """Progress that nobody watches."""

    def began(self, step: str, total: int) -> None:
        pass

    def advanced(self, name: str, seconds: float = 0.0) -> None:
        pass

    def ended(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class RepositoryState:
    """Commits, as far as they are known: what is judged, what it is compared to, what is trusted."""

    head: str = ""
    base: str = ""
    trust: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What is different since a commit. ref: what the user calls it by.

    paths: files that were written, added or removed, a moved one by both names. defines: whether any of them
    holds, or held, a CustomResourceDefinition. before: the tree of the commit, None where it cannot be had.
    """

    ref: str
    commit: str
    paths: frozenset[str]
    defines: bool = False
    before: Callable[[], Tree] | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One run.

    scope: repository-relative paths, empty for the whole repository. settings: from the trusted source,
    settings_from: its name for messages. proposed: what the change makes of them, only checked.
    versions: Kubernetes versions to judge for, never empty.
    schemas: CustomResourceDefinition texts from outside the tree, by the name to tell them by.
    policies: texts with admission policies, their bindings and parameters, by the name to tell them by.
    pinned_policies: such texts that nothing in the repository switches off.
    own: Rego that is not the gate's, from where policies are trusted; proposed_own: what the change makes of
    it, only checked.
    trusted_tree: the tree of the trusted ref, None when the change itself is trusted.
    environment: only targets of this environment, "" for all. home: the addresses and branches by which
    declarations mean this repository.
    since: tell only what this change can affect, None for everything.
    new_waivers: those of the configuration that the change adds or rewrites.
    store: the folder of what one run keeps for the next, "" for none.
    accounts: what of the repository could not even be looked at.
    """

    tree: Tree
    settings: Settings
    versions: tuple[str, ...]
    toolbox: Toolbox
    render: RenderOptions
    engine: EngineChoice
    enforcement: Enforcement
    scope: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    environment: str = ""
    schemas: tuple[tuple[str, bytes], ...] = ()
    policies: tuple[tuple[str, bytes], ...] = ()
    pinned_policies: tuple[tuple[str, bytes], ...] = ()
    own: tuple[PolicySet, ...] = ()
    proposed_own: tuple[PolicySet, ...] | None = None
    trusted_tree: Tree | None = None
    settings_from: str = ".gate.yaml"
    proposed: Settings | None = None
    state: RepositoryState = field(default_factory=RepositoryState)
    home: Home = field(default_factory=Home)
    jobs: int = 2
    allow_empty: bool = False
    since: Change | None = None
    new_waivers: tuple[Waiver, ...] = ()
    store: str = ""
    notices: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    progress: Progress = field(default_factory=Silent)
