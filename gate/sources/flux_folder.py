"""A plain folder as Flux builds it: the kustomization that kustomize-controller generates for it.

fluxcd/pkg `kustomize/kustomize_generator.go` (scanManifests) and `sourceignore/sourceignore.go`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from gate.model.tree import Tree
from gate.sources.globs import covers
from gate.sources.kustomization_file import join, kustomization_paths

IGNORE_FILE = ".sourceignore"
# What no artifact holds, whatever else is said.
DEFAULT_IGNORES = (
    *(".git/", ".gitignore", ".gitmodules", ".gitattributes"),
    *("*.jpg", "*.jpeg", "*.gif", "*.png", "*.wmv", "*.flv", "*.tar.gz", "*.zip"),
    *(".github/", ".circleci/", ".travis.yml", ".gitlab-ci.yml", "appveyor.yml", ".drone.yml"),
    *("cloudbuild.yaml", "codeship-services.yml", "codeship-steps.yml"),
    *("**/.goreleaser.yml", "**/.sops.yaml", "**/.flux.yaml"),
)


@dataclass(frozen=True, slots=True)
class IgnoreRule:
    """A line of an ignore file. folder: where the file lies; keeps: whether it takes back (`!`)."""

    folder: str
    pattern: str
    keeps: bool


def ignore_rules(tree: Tree, also: str = "") -> tuple[IgnoreRule, ...]:
    """The rules by which Flux leaves files out of the artifact of a tree, the later the stronger.

    also: `spec.ignore` of the source.
    """
    rules = [IgnoreRule(".", pattern, keeps=False) for pattern in DEFAULT_IGNORES]
    for path in sorted(path for path in tree.files if posixpath.basename(path) == IGNORE_FILE):
        try:
            written = tree.read(path).decode("utf-8", "replace")
        except OSError:
            continue
        rules.extend(_rules(written, posixpath.dirname(path) or "."))
    rules.extend(_rules(also, "."))
    return tuple(rules)


def is_ignored(path: str, rules: tuple[IgnoreRule, ...]) -> bool:
    """Whether the artifact lacks a file: the last rule that covers it decides."""
    for rule in reversed(rules):
        inside = path if rule.folder == "." else path.removeprefix(rule.folder + "/")
        if rule.folder != "." and inside == path:
            continue
        if rule.pattern.endswith("/"):  # folders alone
            inside = posixpath.dirname(inside)
        if inside and covers(rule.pattern, inside, braces=False):
            return not rule.keeps
    return False


def generated_resources(tree: Tree, folder: str, rules: tuple[IgnoreRule, ...] = ()) -> tuple[str, ...]:
    """What the kustomization that Flux generates for a folder lists, sorted as it walks: every *.yaml and
    *.yml file at any depth, and whole each sub-folder with a kustomization of its own. JSON is not read.
    """
    return tuple(_resources(tree, folder, rules))


def _resources(tree: Tree, folder: str, rules: tuple[IgnoreRule, ...]) -> Iterator[str]:
    pending = [join(folder, name) for name in reversed(tree.listing(folder))]
    while pending:
        path = pending.pop()
        if tree.is_folder(path):
            if path in tree.files:
                continue  # a linked folder is not walked into
            if any(not is_ignored(file, rules) for file in kustomization_paths(tree, path)):
                yield path
            else:
                pending.extend(join(path, name) for name in reversed(tree.listing(path)))
        elif path.endswith((".yaml", ".yml")) and not is_ignored(path, rules):
            yield path


def _rules(written: str, folder: str) -> Iterator[IgnoreRule]:
    """Lines as Go's bufio scans them and go-git trims them: other spaces and ends of lines are of a name."""
    for line in written.split("\n"):
        pattern = line.removesuffix("\r")
        if not pattern.strip() or pattern.startswith("#"):
            continue
        if not pattern.endswith("\\ "):
            pattern = pattern.rstrip(" ")
        yield IgnoreRule(folder, pattern.removeprefix("!"), keeps=pattern.startswith("!"))
