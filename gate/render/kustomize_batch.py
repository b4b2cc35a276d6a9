"""Many kustomize roots in one process: one build, cut at markers, taken apart where it does not hold.

The gate's own kustomization lists `marker-0, wrapper-0, marker-1, wrapper-1, …` in this order. A build that
fails, has conflicting objects or runs into a limit costs nobody but time: its roots are built again in
smaller groups, at the end each by itself, with the limits, the words and the blame of one root alone.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from gate.model.target import Rendered, RenderedText
from gate.model.tree import Tree
from gate.render.findings import is_out_of_memory
from gate.render.kustomize_build import build
from gate.render.kustomize_isolation import Affixes
from gate.render.kustomize_references import Part, influenced
from gate.render.kustomize_root import COPIES, Root, wrap
from gate.render.origins import repository_relative
from gate.system.files import private_folder
from gate.system.process import Limits
from gate.system.tools import Tool

T = TypeVar("T")
MOST_SECONDS = 30.0
"""A batch takes a second or two; one root that never ends must not hold up the others for long."""

_API_VERSION, _KIND = "gate.invalid/v1", "Marker"
_HEAD = f"apiVersion: {_API_VERSION}\nkind: {_KIND}\nmetadata:\n".encode()
_CONFLICT = b"may not add resource with an already registered id"


@dataclass(frozen=True, slots=True)
class Built:
    """What became of a group. rendered: what holds; again: the groups to build anew."""

    rendered: tuple[Rendered, ...] = ()
    again: tuple[tuple[Root, ...], ...] = ()


def build_together(roots: Sequence[Root], tree: Tree, tool: Tool, limits: Limits) -> Built:
    """Build several roots in one process. All together have the limits of one.

    seconds of a rendering: its equal share; kustomize does not tell what each one took.
    """
    token = secrets.token_hex(16)  # no repository can know it, so none can write a marker
    with private_folder() as private:
        folder = f"{private}/batch"
        _write(roots, tree, folder, token)
        bounded = replace(limits, seconds=min(limits.seconds, MOST_SECONDS))
        completed = build(tool, folder, private, bounded)
    if completed.cut or is_out_of_memory(completed):
        return Built(again=tuple((root,) for root in roots))
    if completed.returncode:
        return Built(again=taken_apart(roots, completed.stderr, token))
    pieces = cut(completed.stdout, token, len(roots))
    if pieces is None:
        return Built(again=tuple((root,) for root in roots))
    share = completed.seconds / len(roots)
    return _checked(roots, pieces, token, os.path.relpath(tree.root, folder), share)


def _write(roots: Sequence[Root], tree: Tree, folder: str, token: str) -> None:
    Path(folder).mkdir()
    listed: list[str] = []
    for index, root in enumerate(roots):
        marker, wrapper = f"marker-{index}.yaml", f"{token}-{index}"
        Path(folder, marker).write_text(json.dumps(_marker(token, index)), encoding="utf-8")
        wrap(root, tree, f"{folder}/{wrapper}")
        listed += [marker, wrapper]
    metadata = ["originAnnotations", *(["managedByLabel"] if roots[0].managed_by else [])]
    content = {"resources": listed, "buildMetadata": metadata, "sortOptions": {"order": "fifo"}}
    Path(folder, "kustomization.yaml").write_text(json.dumps(content), encoding="utf-8")


def _marker(token: str, index: int) -> dict[str, object]:
    return {"apiVersion": _API_VERSION, "kind": _KIND, "metadata": {"name": f"{token}-{index}"}}


def cut(output: bytes, token: str, count: int) -> list[bytes] | None:
    """The output between the markers, by root; None unless each marker is there once and in order."""
    name = re.compile(rb"^  name: ['\"]?%s-(\d+)['\"]?$" % token.encode())
    pieces: list[list[bytes]] = []
    for document in output.removesuffix(b"\n").split(b"\n---\n"):
        found = [
            match for line in document.split(b"\n") if token.encode() in line and (match := name.match(line))
        ]
        if not found:
            if not pieces:
                return None
            pieces[-1].append(document)
        elif document.startswith(_HEAD) and [int(one[1]) for one in found] == [len(pieces)]:
            pieces.append([])
        else:
            return None
    if len(pieces) != count:
        return None
    return [b"\n---\n".join(piece) + b"\n" if piece else b"" for piece in pieces]


def _checked(
    roots: Sequence[Root], pieces: Sequence[bytes], token: str, repository: str, seconds: float
) -> Built:
    """The renderings of the roots that had no part in each other's; the others are to be built alone."""
    parts = [Part(piece, Affixes.of(root)) for root, piece in zip(roots, pieces, strict=True)]
    doubtful = influenced(parts)
    rendered = tuple(
        Rendered(
            root.target,
            root.target.kubernetes_versions,
            (RenderedText(repository_relative(piece, repository, f"{token}-{index}/{COPIES}"), "."),),
            seconds,
        )
        for index, (root, piece) in enumerate(zip(roots, pieces, strict=True))
        if index not in doubtful
    )
    return Built(rendered, tuple((roots[index],) for index in sorted(doubtful)))


def taken_apart(roots: Sequence[T], stderr: bytes, token: str) -> tuple[tuple[T, ...], ...]:
    """The smaller groups of a group that failed: around the root that kustomize names, else in halves.

    What comes before that root was built and merged without a fault.
    """
    named = re.search(rb"from '%s-(\d+)'" % token.encode(), stderr)
    at = int(named[1]) if named else len(roots)
    if at >= len(roots):
        middle = len(roots) // 2
        groups = [roots[:middle], roots[middle:]]
    elif at and _CONFLICT in stderr:
        groups = [roots[:at], roots[at:]]
    else:
        groups = [roots[:at], roots[at : at + 1], roots[at + 1 :]]
    return tuple(tuple(group) for group in groups if group)
