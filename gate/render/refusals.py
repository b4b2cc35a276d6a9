"""What the gate refuses to build, told before any program starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gate.model.finding import Finding, Location
from gate.model.target import Target
from gate.model.tree import Tree
from gate.render.findings import unrendered
from gate.render.options import RenderOptions
from gate.render.places import place_of
from gate.render.remotes import is_allowed
from gate.render.rules import FAILED, REFUSED
from gate.render.words import without_credentials
from gate.sources.kustomization import Closure, Reference


def refusals(target: Target, tree: Tree, closure: Closure, options: RenderOptions) -> tuple[Finding, ...]:
    """A finding for each thing in the closure of a kustomize target that keeps it from being built.

    What is missing counts, too: a file that Git ignores would build here and fail for everybody else, and
    kustomize would read it.
    """
    return tuple(_refusals(target, tree, closure, options))


def _refusals(target: Target, tree: Tree, closure: Closure, options: RenderOptions) -> Iterator[Finding]:
    told: tuple[tuple[tuple[Reference, ...], Callable[[str], str], str], ...] = (
        (_refused_remotes(closure, options), _remote, _ALLOW_REMOTE),
        (closure.escapes, _escape, "Move the file into the repository."),
        (
            closure.executables,
            _executable,
            "Commit what the plugin makes, or write it with built-in generators.",
        ),
    )
    for references, message, remedy in told:
        for reference in references:
            pointer = reference.pointer or "/kind"  # a plugin whose configuration is a file of its own
            place = place_of(tree, reference.kustomization, pointer, reference.document)
            yield unrendered(
                REFUSED, message(without_credentials(reference.value)), target, place, remedy=remedy
            )
    for missing in closure.missing:
        place = place_of(tree, missing.kustomization, missing.pointer, missing.document)
        name = without_credentials(missing.value)
        absent = f"{name} is named here, and the repository holds no such file or kustomization"
        yield unrendered(FAILED, absent, target, place, remedy=_COMMIT)
    for fault in closure.faults:
        place = place_of(tree, fault.path, fault.pointer)
        if fault.line is not None:
            place = Location(fault.path, fault.line, fault.column)
        yield unrendered(FAILED, f"kustomize cannot build this: {fault.message}", target, place)


_COMMIT = "Commit it (Git may ignore it), or do not name it."
_ALLOW_REMOTE = (
    "Commit what is fetched, or allow its address with --allow-remote PREFIX (an https:// address that it "
    "starts with)."
)


def _refused_remotes(closure: Closure, options: RenderOptions) -> tuple[Reference, ...]:
    return tuple(one for one in closure.remotes if not is_allowed(one.value, options.allow_remote))


def _remote(value: str) -> str:
    return f"{value} is outside the repository; the gate fetches nothing without --allow-remote PREFIX"


def _escape(value: str) -> str:
    return (
        f"{value} leads outside the repository, is no regular file or too large; the gate reads no such file"
    )


def _executable(value: str) -> str:
    return f"plugin {value} runs a program or a container; the gate never runs what a repository names"
