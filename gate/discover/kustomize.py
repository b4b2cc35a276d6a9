"""Kustomize roots: the kustomizations that nothing else builds on, and the account of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gate.config.settings import Settings
from gate.discover.environments import place
from gate.discover.scope import Scope, refusal
from gate.model.outcome import JUDGED_THROUGH, Account
from gate.model.target import KustomizeSource, Target
from gate.sources.kustomization import Closures

# Path segments below the scope that speak of a library: they only ever demote a root, never make one.
LIBRARY_NAMES = frozenset(
    [
        "base",
        "bases",
        "component",
        "components",
        "common",
        "lib",
        "test",
        "tests",
        "testdata",
        "example",
        "examples",
        "fixtures",
    ]
)
UNREFERENCED = "kustomization that nothing else in the repository builds on"
NAMED = "kustomization named as PATH"
LIBRARY = (
    "kustomization that nothing builds on, looks like a library by its name: name it as PATH to judge it"
)
UNUSED_COMPONENT = "Component that no kustomization file of the repository uses"


@dataclass(frozen=True, slots=True)
class Roots:
    """Kustomizations sorted out: to be judged, with the reason; and not, with the reason."""

    judged: dict[str, str]
    refused: dict[str, str]


def sort_out(
    closures: Closures,
    known: Iterable[str],
    scope: Scope,
    settings: Settings,
    asked: frozenset[str],
    *,
    demote: bool,
) -> Roots:
    """The roots of the scope. asked: folders that the user named; they are judged whatever they are.

    A root is what no other kustomization of the scope builds on. Kustomizations that only build on each
    other in a circle have no root, so the first of each circle stands for it.
    """
    folders = [folder for folder in known if scope.holds(folder)]
    built_on = {inner for folder in folders for inner in closures.builds_on(folder) if inner != folder}
    candidates = [folder for folder in folders if not closures.is_component(folder)]
    roots = [folder for folder in candidates if folder not in built_on]
    reached = {inner for folder in roots for inner in closures.closure(folder).kustomizations}
    for folder in candidates:
        if folder not in reached:
            roots.append(folder)
            reached.update(closures.closure(folder).kustomizations)
    judged = dict.fromkeys(sorted(asked), NAMED)
    refused: dict[str, str] = {}
    for folder in sorted(set(roots) - asked):
        if reason := refusal(scope, settings, folder):
            refused[folder] = reason
        elif demote and _is_library(folder, scope):
            refused[folder] = LIBRARY
        else:
            judged[folder] = UNREFERENCED
    return Roots(judged, refused)


def targets(
    closures: Closures, roots: Roots, settings: Settings, versions: tuple[str, ...]
) -> Iterator[Target]:
    """The target of each judged root."""
    for folder, reason in sorted(roots.judged.items()):
        file = closures.inputs(folder).file
        where = place(settings, folder, folder)
        yield Target(
            name=folder,
            kind="kustomize",
            path=folder,
            source=KustomizeSource(folder, file.path if file else ""),
            environment=where.environment,
            cluster=where.cluster,
            closure=closures.closure(folder).files,
            reason=reason,
            kubernetes_versions=versions,
        )


def inflated(closures: Closures, roots: Roots) -> Iterator[tuple[str, str]]:
    """The charts of the repository that judged roots inflate, each with the first of them."""
    for root in sorted(roots.judged, reverse=True):
        yield from ((entry.chart, root) for entry in closures.closure(root).charts if entry.chart)


def accounts(closures: Closures, known: Iterable[str], scope: Scope, roots: Roots) -> Iterator[Account]:
    """Why each kustomization of the scope that is no target is none."""
    through: dict[str, list[str]] = {}
    for root in sorted(roots.judged):
        for folder in closures.closure(root).kustomizations:
            through.setdefault(folder, []).append(root)
    users: dict[str, list[str]] = {}
    for folder in known:
        for inner in closures.builds_on(folder):
            users.setdefault(inner, []).append(folder)
    for folder in known:
        if folder in roots.judged or not scope.holds(folder):
            continue
        reason = _reason(folder, roots, through, users, component=closures.is_component(folder))
        lacking = () if folder in through else _charts_elsewhere(closures, folder)
        yield Account(
            folder, reason + (f": it inflates charts from elsewhere, {', '.join(lacking)}" if lacking else "")
        )


def _charts_elsewhere(closures: Closures, folder: str) -> tuple[str, ...]:
    """The names of the charts that a kustomization inflates and the repository does not have."""
    return tuple(dict.fromkeys(one.name for one in closures.closure(folder).charts if not one.chart))


def _reason(
    folder: str, roots: Roots, through: dict[str, list[str]], users: dict[str, list[str]], *, component: bool
) -> str:
    if folder in roots.refused:
        return roots.refused[folder]
    if folder in through:
        return f"{JUDGED_THROUGH} {_and_more(through[folder])}"
    if folder in users:
        return f"used only by what is not judged: {_and_more(users[folder])}"
    return UNUSED_COMPONENT if component else UNREFERENCED


def _and_more(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _is_library(folder: str, scope: Scope) -> bool:
    """Whether a segment of the path below the scope is a library's name."""
    start = scope.folder_of(folder)
    below = folder.removeprefix(f"{start}/") if start not in {None, "."} else folder
    return below != start and any(segment.lower() in LIBRARY_NAMES for segment in below.split("/"))
