"""How the repository was declared before a change: what its own files do not tell of a target."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from gate.model.finding import Finding
from gate.model.target import Target
from gate.pipeline.request import Change, Request, Silent

Exploration: TypeAlias = Callable[[Request], tuple[Sequence[Target], Sequence[Finding]]]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The targets that were there, by name, and what was wrong with declarations."""

    targets: dict[str, Target]
    faults: frozenset[tuple[object, ...]]


def earlier(
    change: Change, targets: Iterable[Target], request: Request, explore: Exploration
) -> Earlier | None:
    """What was declared before a change, None where that cannot matter: nothing is declared, nothing gone.

    A target is more than the files that it reads: a generator of an ApplicationSet may read others, variables
    and sources may be of other targets, and a folder that is gone breaks what another file says of it.
    """
    if change.before is None or not change.paths:
        return None
    if not (change.paths - request.tree.files or any(target.declared_by for target in targets)):
        return None
    then = replace(request, tree=change.before(), scope=(), environment="", since=None, progress=Silent())
    were, findings = explore(then)
    return Earlier({target.name: target for target in were}, frozenset(map(_fault, findings)))


def declared_otherwise(
    targets: Iterable[Target], findings: Iterable[Finding], before: Earlier
) -> frozenset[str]:
    """The names of the targets that are new or are declared otherwise than before a change, and of those
    that hold a declaration with which something is wrong that was right.
    """
    changed = {one.name for one in targets if _declared(one) != _declared(before.targets.get(one.name))}
    return frozenset(changed | {one.target for one in findings if _fault(one) not in before.faults})


def _declared(target: Target | None) -> Target | None:
    """A target without where its declaration stands and without words for people."""
    return target and replace(target, declared_by=None, reason="")


def _fault(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.target, finding.resource, finding.pointer, finding.message
