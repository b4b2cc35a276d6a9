"""Plain manifests: YAML and JSON with Kubernetes objects that no kustomization and no chart uses."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gate.config.settings import Settings
from gate.discover.environments import place
from gate.discover.recognise import is_text_of_interest, kept_for_others, unlike_manifests
from gate.discover.scope import Scope, refusal
from gate.model.outcome import Account
from gate.model.target import PlainSource, Target
from gate.model.tree import Tree


@dataclass(slots=True)
class Loose:
    """What is left of a scope once kustomizations and charts have what is theirs."""

    manifests: list[str] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)


def loose_files(
    tree: Tree,
    paths: Iterable[str],
    scope: Scope,
    settings: Settings,
    patches: Mapping[str, str],
    *,
    guessing: bool = True,
) -> Loose:
    """Sorts paths into manifests and accounts of what holds none. Files that the user named are manifests.

    patches: the files that a kustomization names as patches, and that kustomization. guessing: whether places
    and marks tell that manifests are meant for no cluster.
    """
    loose = Loose()
    refused_folders: dict[tuple[str, str], int] = {}
    for path in sorted(paths):
        if path in scope.files:
            loose.manifests.append(path)
            continue
        reason = kept_for_others(path, scope) if guessing else ""
        reason = reason or _unlike(tree, path, patches.get(path, ""), guessing=guessing)
        if reason:
            loose.accounts.append(Account(path, reason))
        elif reason := refusal(scope, settings, path):
            key = (posixpath.dirname(path) or ".", reason)
            refused_folders[key] = refused_folders.get(key, 0) + 1
        else:
            loose.manifests.append(path)
    for (folder, reason), count in refused_folders.items():
        loose.accounts.append(Account(folder, f"{_files(count)} {reason}"))
    return loose


def plain_targets(
    manifests: Iterable[str],
    scope: Scope,
    settings: Settings,
    versions: tuple[str, ...],
    taken: frozenset[str],
) -> Iterator[Target]:
    """A target a folder; a target a file where the folder's name is taken or the user named the file."""
    folders: dict[str, list[str]] = {}
    for path in sorted(manifests):
        folder = posixpath.dirname(path) or "."
        alone = folder in taken or (path in scope.files and scope.folder_of(path) is None)
        folders.setdefault(path if alone else folder, []).append(path)
    for name, files in sorted(folders.items()):
        where = place(settings, name, name)
        reason = "file named as PATH" if files == [name] and name in scope.files else reason_for(len(files))
        yield Target(
            name=name,
            kind="plain",
            path=name,
            source=PlainSource(tuple(files)),
            environment=where.environment,
            cluster=where.cluster,
            closure=tuple(files),
            reason=reason,
            kubernetes_versions=versions,
        )


def candidates(tree: Tree, scope: Scope) -> Iterator[str]:
    """The files of the scope that could hold manifests."""
    for path in tree.files:
        if path in scope.files or (is_text_of_interest(path) and scope.holds(path)):
            yield path


def _unlike(tree: Tree, path: str, kustomization: str, *, guessing: bool) -> str:
    try:
        content = tree.read(path)
    except PermissionError:
        return "a symbolic link that leads outside the repository, or no regular file"
    except OSError:
        return "cannot be read"
    named_by = f"a patch of the kustomization {kustomization}" if kustomization else ""
    return unlike_manifests(path, content, named_by, guessing=guessing)


def reason_for(count: int) -> str:
    """Why so many files of a folder are a target."""
    return f"{_files(count)} of manifests that no kustomization or chart uses"


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
