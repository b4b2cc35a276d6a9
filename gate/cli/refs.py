"""What the refs of the command line mean: the commit to trust, the change to look at, the repository."""

from __future__ import annotations

from functools import cache, partial

from gate.cli.places import Place, outside_git
from gate.discover.expand import DEFAULT_BRANCHES, Home
from gate.model.tree import Tree
from gate.pipeline import Change
from gate.pipeline.schemas import KIND
from gate.system.files import FolderTree
from gate.system.git_changes import changed_paths, held
from gate.system.git_objects import write_tree


def trusted_tree(ref: str, place: Place, private: str) -> tuple[Tree | None, str]:
    """The tree of the commit at which HEAD left the trusted ref, and that commit."""
    if not ref:
        return None, ""
    if place.repository is None:
        raise outside_git("--trust", place)
    commit = place.repository.merge_base(ref)
    return write_tree(place.repository, commit, private), commit


def change_since(ref: str, place: Place, tree: Tree, private: str) -> Change | None:
    """What is different from the commit at which HEAD left a ref. private: a folder for the commit's tree."""
    if not ref:
        return None
    if place.repository is None or not isinstance(tree, FolderTree):
        raise outside_git("--since", place)
    commit = place.repository.merge_base(ref)
    paths = changed_paths(place.repository, commit, tree)
    defines = any(_defines(tree, path) for path in paths) or held(place.repository, commit, KIND, paths)
    before = cache(partial(write_tree, place.repository, commit, private))
    return Change(ref, commit, paths, defines, before)


def _defines(tree: Tree, path: str) -> bool:
    try:
        return KIND.encode() in tree.read(path)
    except OSError:
        return False  # it is gone, or leads outside


def home_of(place: Place) -> Home:
    """By which addresses and branches declarations mean this repository."""
    if place.repository is None:
        return Home()
    # A feature branch is on its way to the branch that the clusters follow.
    branches = {*place.repository.branches(), *DEFAULT_BRANCHES}
    return Home.of(tuple(place.repository.remotes().values()), tuple(sorted(branches)))
