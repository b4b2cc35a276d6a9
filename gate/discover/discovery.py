"""Discovery: which targets a scope of the repository has, and what of it is not judged, and why."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from gate.config.settings import Settings
from gate.discover import charts as helm
from gate.discover import kustomize
from gate.discover.faults import chart_findings, kustomization_findings, version_findings
from gate.discover.plain import candidates, loose_files, plain_targets
from gate.discover.scope import Scope, scope_of
from gate.errors import UsageError
from gate.model.outcome import JUDGED_THROUGH, Account, Outcome
from gate.model.target import Target
from gate.model.tree import Tree
from gate.sources.chart import OWN_FILES, Chart, chart_folders, part_of, read_chart
from gate.sources.kustomization import Closures, is_kustomization_name


@dataclass(frozen=True, slots=True)
class Repository:
    """What discovery knows of a tree. kustomizations: folders that stand outside the parts of charts."""

    tree: Tree
    closures: Closures
    kustomizations: tuple[str, ...]
    charts: dict[str, Chart]

    def chart_around(self, path: str) -> str:
        """The innermost chart that a path is in, "" for none; of a chart at the root, its own parts alone."""
        if part := part_of(path, set(self.charts)):
            return part
        folder = path
        while folder not in {"", "."}:
            if folder in self.charts:
                return folder
            folder = posixpath.dirname(folder)
        root = self.charts.get(".")
        own = root is not None and "/" not in path and (path in OWN_FILES or "values" in path)
        return "." if own else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Folders that the user named: kustomizations and charts to be judged whatever they are.

    guessing: whether names and marks of files decide what else is meant for a cluster.
    """

    kustomizations: frozenset[str]
    charts: frozenset[str]
    guessing: bool = True


def discover(
    tree: Tree,
    scope: tuple[str, ...],
    settings: Settings,
    versions: tuple[str, ...],
    closures: Closures | None = None,
    *,
    guessing: bool = True,
) -> Outcome[Target]:
    """The targets of a scope (paths relative to the root; none for everything), sorted by name.

    versions: the Kubernetes versions to judge for. closures: those of the tree, where they are read already.
    guessing: whether names and marks of files decide what is meant for a cluster; else all that may be sent
    to one is a target.
    UsageError when a path is not in the repository, or holds nothing but parts of a kustomization.
    """
    repository = _look(tree, closures or Closures(tree))
    wanted = scope_of(tree, scope)
    asked = _asked(repository, wanted, guessing=guessing)
    outcome = _discovered(repository, wanted, asked, settings, versions, demote=guessing)
    if not outcome.values:
        outcome = _discovered(repository, wanted, asked, settings, versions, demote=False)
    if not outcome.values:
        _refuse_parts(repository, wanted)
    return outcome


def _look(tree: Tree, closures: Closures) -> Repository:
    charts = {folder: read_chart(tree, folder) for folder in chart_folders(tree)}
    folders = tuple(folder for folder in closures.folders() if not part_of(folder, set(charts)))
    return Repository(tree, closures, folders, charts)


def _discovered(
    repository: Repository,
    scope: Scope,
    asked: Asked,
    settings: Settings,
    versions: tuple[str, ...],
    *,
    demote: bool,
) -> Outcome[Target]:
    known = repository.kustomizations
    roots = kustomize.sort_out(
        repository.closures, known, scope, settings, asked.kustomizations, demote=demote
    )
    targets = list(kustomize.targets(repository.closures, roots, settings, versions))
    accounts = list(kustomize.accounts(repository.closures, known, scope, roots))
    inflated = dict(kustomize.inflated(repository.closures, roots))
    for folder, chart in repository.charts.items():
        if folder in inflated and folder not in asked.charts:
            accounts.append(Account(folder, f"{JUDGED_THROUGH} {inflated[folder]}"))
        elif folder in asked.charts or scope.holds(folder):
            if reason := helm.refused(chart, scope, settings, asked.charts):
                accounts.append(Account(folder, reason))
                continue
            taken = frozenset(target.name for target in targets)
            targets.extend(helm.chart_targets(chart, settings, versions, taken, guessing=asked.guessing))
            accounts.extend(helm.chart_accounts(chart, repository.tree, settings))
    left, claimed = _unclaimed(repository, scope, asked, targets)
    patches = dict(_patches(repository))
    loose = loose_files(repository.tree, left, scope, settings, patches, guessing=asked.guessing)
    taken = frozenset((*known, *(target.name for target in targets)))
    targets.extend(plain_targets(loose.manifests, scope, settings, versions, taken))
    found = tuple(sorted(targets, key=lambda target: target.name))
    findings = (
        *kustomization_findings(repository.tree, repository.closures, found),
        *chart_findings(repository.charts, found),
        *version_findings(repository.tree, repository.closures, found),
    )
    every = {*accounts, *claimed, *loose.accounts}
    return Outcome(found, findings, tuple(sorted(every, key=lambda account: (account.path, account.reason))))


def _asked(repository: Repository, scope: Scope, *, guessing: bool) -> Asked:
    """What the user named by its folder, its kustomization file, or anything inside a chart."""
    kustomizations, charts = set(), set()
    for path in (*scope.folders, *scope.files):
        folder = posixpath.dirname(path) or "."
        if path in scope.files and is_kustomization_name(path):
            kustomizations.add(folder)
        elif path in repository.kustomizations and path != ".":
            kustomizations.add(path)
        elif chart := repository.chart_around(path):
            charts.add(chart)
    return Asked(frozenset(kustomizations), frozenset(charts), guessing)


def _unclaimed(
    repository: Repository, scope: Scope, asked: Asked, targets: list[Target]
) -> tuple[list[str], list[Account]]:
    """The files of the scope that could hold manifests of their own, and the account of parts of others."""
    judged = {path for target in targets if target.kind == "kustomize" for path in target.closure}
    owners = dict(_owners(repository))
    if not asked.guessing:
        # A component that nothing uses takes nothing out of sight, nor does a chart what is no part of it.
        owners = {
            path: folder for path, folder in owners.items() if not _is_unused(folder, repository, targets)
        }
    left: list[str] = []
    accounts: list[Account] = []
    for path in candidates(repository.tree, scope):
        if path in judged or is_kustomization_name(path):
            continue
        if path in scope.files and not repository.chart_around(path):
            left.append(path)
        elif path in owners:
            if not scope.holds(owners[path]):
                accounts.append(Account(path, f"part of the kustomization {owners[path]}"))
        elif (chart := repository.chart_around(path)) and (asked.guessing or _is_of_chart(path, chart)):
            if scope.holds(chart) or chart in asked.charts:
                accounts.extend(_beside(path, chart))
            else:
                accounts.append(Account(path, f"part of the chart {chart}"))
        else:
            left.append(path)
    return left, accounts


def _owners(repository: Repository) -> Iterator[tuple[str, str]]:
    """Each file in or below a kustomization that names it, and that kustomization.

    What a kustomization names elsewhere is not its own: were it so, a folder that nothing builds on could
    take manifests out of the sight of the gate.
    """
    for folder in repository.kustomizations:
        for path in repository.closures.inputs(folder).files:
            if folder == "." or path.startswith(folder + "/"):
                yield path, folder


def _patches(repository: Repository) -> Iterator[tuple[str, str]]:
    """Each file that a kustomization names as a patch, wherever it lies, and that kustomization."""
    for folder in repository.kustomizations:
        yield from (
            (patch.path, folder) for patch in repository.closures.inputs(folder).patches if patch.path
        )


def _beside(path: str, chart: str) -> Iterator[Account]:
    """The account of a file in a chart folder that is none of the chart's parts."""
    inside = path if chart == "." else path.removeprefix(chart + "/")
    if not _is_of_chart(path, chart) and not helm.LOOKS_LIKE_VALUES.fullmatch(inside):
        yield Account(path, f"file of the chart {chart}, judged as far as its templates use it")


def _is_of_chart(path: str, chart: str) -> bool:
    """Whether a file is one of those that Helm reads of a chart."""
    inside = path if chart == "." else path.removeprefix(chart + "/")
    return bool(part_of(path, {chart})) or inside in OWN_FILES


def _is_unused(folder: str, repository: Repository, targets: list[Target]) -> bool:
    """Whether a kustomization is a component that no target builds on."""
    closures = repository.closures
    return closures.is_component(folder) and not any(
        folder in closures.closure(target.path).kustomizations
        for target in targets
        if target.kind == "kustomize"
    )


def _refuse_parts(repository: Repository, scope: Scope) -> None:
    """A folder of patches alone cannot be judged: says of what it is a part."""
    owners = dict(_owners(repository))
    for folder in scope.folders:
        parts = sorted({owners[path] for path in candidates(repository.tree, scope) if path in owners})
        outside = [owner for owner in parts if not scope.holds(owner)]
        if folder != "." and outside:
            raise UsageError(
                f"{folder} has no target of its own: its files are parts of the kustomization {outside[0]}.",
                f"Name {outside[0]} or what builds on it as PATH.",
            )
