"""Which roots are built together, and which by themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gate.model.target import KustomizeSource, Target
from gate.model.tree import Tree
from gate.render.kustomize_grouping import LARGE_BYTES, MOST_ROOTS, grouped
from gate.render.kustomize_isolation import Affixes, is_apart
from gate.render.kustomize_root import Root, read_root
from gate.sources.kustomization import Closures
from gate.system.files import MemoryTree
from tests.unit.render.folders import CONFIG_MAP, kustomize_target

BASE = {"base/kustomization.yaml": b"resources: [a.yaml]\n", "base/a.yaml": CONFIG_MAP.encode()}


def tree_of(**kustomizations: str) -> MemoryTree:
    roots = {f"{name}/kustomization.yaml": text.encode() for name, text in kustomizations.items()}
    return MemoryTree({**BASE, **roots})


def root(tree: Tree, folder: str, edits: str = "") -> Root:
    target = kustomize_target(folder)
    assert isinstance(target.source, KustomizeSource)
    edited: Target = replace(target, source=replace(target.source, edits=edits))
    return read_root(edited, tree, Closures(tree))


def groups(tree: Tree, *folders: str, at_a_time: int = 1) -> list[list[str]]:
    found = grouped([root(tree, folder) for folder in folders], tree, at_a_time)
    return [[one.target.name for one in members] for members in found]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("resources: [../base]", "resources: [../base]", False),
        ("resources: [../base]\nnamespace: a", "resources: [../base]\nnamespace: b", True),
        ("resources: [../base]\nnamespace: a", "resources: [../base]\nnamespace: a", False),
        ("resources: [../base]\nnamePrefix: a", "resources: [../base]\nnamePrefix: b", True),
        ("resources: [../base]\nnameSuffix: a", "resources: [../base]", True),
        ("resources: [../base]", "configMapGenerator: [{name: settings, literals: [a=b]}]", False),
        ("resources: [../base]", "secretGenerator: [{name: settings, literals: [a=b]}]", True),
    ],
)
def test_roots_that_would_have_the_same_objects_are_kept_apart(one: str, other: str, together: bool) -> None:
    tree = tree_of(one=one, other=other)
    assert groups(tree, "one", "other") == ([["one", "other"]] if together else [["one"], ["other"]])


def test_a_namespace_moves_nothing_that_has_none() -> None:
    role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n    name: a\n"
    tree = MemoryTree(
        {
            "one/kustomization.yaml": b"resources: [a.yaml]\nnamespace: a\n",
            "two/kustomization.yaml": b"resources: [a.yaml]\nnamespace: b\n",
            "one/a.yaml": role.encode(),
            "two/a.yaml": b"# the same\n---\n" + role.encode(),
        }
    )
    assert groups(tree, "one", "two") == [["one"], ["two"]]


def test_groups_are_even_and_not_too_large() -> None:
    names = [f"r{number}" for number in range(60)]
    tree = tree_of(**{name: f"resources: [../base]\nnamespace: {name}" for name in names})
    assert [len(group) for group in groups(tree, *names)] == [20, 20, 20]
    assert [len(group) for group in groups(tree, *names, at_a_time=2)] == [15] * 4
    assert [len(group) for group in groups(tree, *names[:3], at_a_time=2)] == [2, 1]
    assert [len(group) for group in groups(tree, *names[:MOST_ROOTS])] == [MOST_ROOTS]
    assert groups(tree) == []


def test_a_large_root_is_a_group_of_its_own() -> None:
    tree = MemoryTree(
        {
            **BASE,
            "large/kustomization.yaml": b"resources: [a.yaml]\n",
            "large/a.yaml": b"#" * (LARGE_BYTES + 1),
            "small/kustomization.yaml": b"resources: [../base]\nnamespace: a\n",
        }
    )
    assert groups(tree, "small", "base", "large") == [["large"], ["small", "base"]]


@pytest.mark.parametrize(
    "kustomization",
    [
        "vars: [{name: X}]",
        "Configurations: [c.yaml]",
        "crds: [c.yaml]",
        "openapi: {version: v1}",
        "transformers: [t.yaml]",
        "patches: [{target: {kind: A}, patch: '[{op: replace, path: /metadata/name, value: b}]'}]",
        "patches: [{target: {kind: A}, patch: '[{op: replace, path: /metadata, value: {name: b}}]'}]",
        "patches: [{path: p.yaml, options: {allowNameChange: true}}]",
        "replacements: [{path: r.yaml}]",
        "resources: ['https://example.com/a.yaml']",
    ],
)
def test_a_root_that_could_change_others_is_built_by_itself(kustomization: str) -> None:
    replacement = b"source: {kind: A}\ntargets: [{select: {kind: B}, fieldPaths: [metadata.name]}]\n"
    files = {"one/kustomization.yaml": kustomization.encode(), "one/r.yaml": replacement}
    tree = MemoryTree({**BASE, **files, "outer/kustomization.yaml": b"resources: [../one]\n"})
    assert is_apart(root(tree, "one"), tree)
    assert is_apart(root(tree, "outer"), tree)
    assert not is_apart(root(tree, "base"), tree)


@pytest.mark.parametrize(
    "kustomization",
    [
        "resources: [../base]\nvars: []\ncrds:",
        "patches: [{target: {kind: A}, patch: '[{op: replace, path: /metadata/namespace, value: b}]'}]",
        "patches: [{target: {kind: A}, patch: '[{op: add, path: /metadata/labels/name, value: b}]'}]",
        "namePrefix: a-\nconfigMapGenerator: [{name: a, literals: [a=b]}]",
    ],
)
def test_what_changes_only_its_own_objects_may_share_a_process(kustomization: str) -> None:
    tree = tree_of(one=kustomization)
    assert not is_apart(root(tree, "one"), tree)


def test_what_the_declaring_object_adds_counts() -> None:
    tree = tree_of(one="resources: [../base]\nnamePrefix: a-")
    patch = '{"patches": [{"patch": "- {op: replace, path: /metadata/name, value: b}"}]}'
    assert is_apart(root(tree, "one", patch), tree)
    edited = root(tree, "one", '{"namePrefix": "b-", "nameSuffix": "-c", "namespace": "n"}')
    assert not is_apart(edited, tree)
    assert Affixes.of(edited) == Affixes(frozenset({"a-", "b-"}), frozenset({"-c"}))
    assert len(grouped([edited, root(tree, "one")], tree, 1)) == 1
