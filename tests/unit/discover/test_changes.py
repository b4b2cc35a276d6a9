"""A change affects what reads a changed file, and what read one that is gone."""

from __future__ import annotations

import pytest

from gate.config.settings import Settings
from gate.discover import discover
from gate.discover.changes import affected
from gate.sources.kustomization import Closures
from gate.system.files import MemoryTree

MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
FILES = {
    "web/base/kustomization.yaml": "resources: [deploy.yaml]",
    "web/base/deploy.yaml": MANIFEST,
    "web/dev/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]",
    "web/dev/patch.yaml": MANIFEST,
    "web/prod/kustomization.yaml": (
        "resources: [../base]\nconfigMapGenerator: [{name: a, files: [k=../../shared/a.txt, b.txt]}]"
    ),
    "web/prod/b.txt": "b",
    "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
    "chart/values.yaml": "",
    "chart/templates/a.yaml": MANIFEST,
    "plain/a.yaml": MANIFEST,
    "plain/b.yaml": MANIFEST,
    "README.md": "",
}
PLAIN = ("plain/a.yaml", "plain/b.yaml")


def affected_by(*changed: str, without: tuple[str, ...] = ()) -> set[str]:
    tree = MemoryTree({path: text.encode() for path, text in FILES.items() if path not in without})
    targets = discover(tree, (), Settings(), ("1.34",)).values
    return set(affected(targets, frozenset((*changed, *without)), Closures(tree)))


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ("web/base/deploy.yaml", {"web/dev", "web/prod"}),
        ("web/base/kustomization.yaml", {"web/dev", "web/prod"}),
        ("web/dev/patch.yaml", {"web/dev"}),
        ("chart/values.yaml", {"chart"}),
        ("plain/a.yaml", {"plain"}),
        ("README.md", set()),
    ],
)
def test_what_reads_a_changed_file(changed: str, names: set[str]) -> None:
    assert affected_by(changed) == names


def test_nothing_changed() -> None:
    assert affected_by() == set()


@pytest.mark.parametrize(
    ("gone", "names"),
    [
        (("web/dev/patch.yaml",), {"web/dev"}),
        (("web/base/deploy.yaml",), {"web/dev", "web/prod"}),
        (("web/base/deploy.yaml", "web/base/kustomization.yaml"), {"web/dev", "web/prod"}),
        (("web/prod/b.txt",), {"web/prod"}),
        (("chart/templates/a.yaml",), {"chart"}),
        (("plain/a.yaml",), {"plain"}),
        (("README.md",), set()),
    ],
)
def test_what_read_a_file_that_is_gone(gone: tuple[str, ...], names: set[str]) -> None:
    assert affected_by(without=gone) == names


def test_a_file_elsewhere_that_a_generator_names_is_gone() -> None:
    assert affected_by("shared/a.txt") == {"web/prod"}
