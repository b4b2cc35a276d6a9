"""A private copy of what a kustomize build reads, in which rendered charts stand for the entries that ask
for them.

Kustomize takes in what it inflates after all other resources and generators of a kustomization, and before
its components and transformers (`accumulateTarget`): so does a Component that is the first of them.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, mapping, sequence
from gate.model.tree import Tree
from gate.render.kustomize_releases import Release
from gate.sources.inputs import is_inline
from gate.sources.kustomization import KustomizationFile
from gate.sources.kustomization_charts import ENTRIES, OLDER_ENTRIES, PLUGIN

CHARTS = f"charts-{secrets.token_hex(8)}"
"""The folder of the Component with the rendered charts. No repository can know the name."""

_DROPPED = {ENTRIES.casefold(), OLDER_ENTRIES.casefold()}
_SOURCE = re.compile(rb"^---[ \t]*\r?\n# Source: ([^\r\n]+)", re.MULTILINE)
_ORIGIN = re.compile(
    rb"(?<=    config\.kubernetes\.io/origin: \|\n)      path: ['\"]?([^\n]*?)/?%s/(\d+)-(\d+)\.yaml['\"]?\n"
    % CHARTS.encode()
)


@dataclass(frozen=True, slots=True)
class Piece:
    """What one template rendered. path: the template in the repository, "" where that does not have it."""

    name: str
    text: bytes
    path: str
    kustomization: str


def pieces_of(releases: Sequence[Release], version: str) -> dict[str, list[Piece]]:
    """What the releases give for a Kubernetes version, in order, by the folder of the kustomization."""
    found: dict[str, list[Piece]] = {}
    for release in releases:
        folder = found.setdefault(release.entry.folder, [])
        number = len({piece.name.partition("-")[0] for piece in folder})
        output = b"".join(text.text for text in release.by_version[version].texts)
        for index, (source, text) in enumerate(_split(output)):
            path = _template(source, release.source.chart)
            folder.append(Piece(f"{number}-{index}.yaml", text, path, release.entry.kustomization))
    return found


def _split(output: bytes) -> Iterator[tuple[str, bytes]]:
    """Helm's output by template; what is before the first one belongs to none."""
    starts = list(_SOURCE.finditer(output))
    ends = [*(one.start() for one in starts[1:]), len(output)]
    yield "", output[: starts[0].start() if starts else len(output)]
    for start, end in zip(starts, ends, strict=False):
        yield start[1].decode("utf-8", "replace").strip(), output[start.start() : end]


def _template(source: str, chart: str) -> str:
    """`<chart name>/templates/x.yaml` in the folder of the chart."""
    inside = source.partition("/")[2]
    return posixpath.join(chart, inside) if inside and chart and not chart.endswith(".tgz") else ""


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy. folder: where it is; pieces: what the charts gave, by the folder of the kustomization."""

    folder: str
    pieces: Mapping[str, Sequence[Piece]]

    @property
    def names(self) -> Iterator[tuple[str, str]]:
        """What is in the copy alone, by its absolute path, with what it stands for in the repository."""
        for folder, pieces in self.pieces.items():
            place = posixpath.normpath(posixpath.join(self.folder, folder, CHARTS))
            yield from ((f"{place}/{piece.name}", piece.path or folder) for piece in pieces)
            yield place, folder

    def write(self, tree: Tree, files: Iterable[str], kustomizations: Iterable[KustomizationFile]) -> None:
        """Write the files, with the rendered charts in the kustomizations that ask for them."""
        asking = {piece.kustomization for pieces in self.pieces.values() for piece in pieces}
        for path in files:
            content = tree.read(path)
            self._write(tree, path, (without_plugins(content) if path in asking else None) or content)
        for file in kustomizations:
            if file.folder in self.pieces:
                self._write(tree, file.path, _rewritten(mapping(file.content.value)))
                self._write_charts(tree, file.folder)

    def _write_charts(self, tree: Tree, folder: str) -> None:
        pieces = self.pieces[folder]
        component = Path(self.folder, self._place(tree, folder), CHARTS)
        component.mkdir(parents=True, exist_ok=True)
        for piece in pieces:
            Path(component, piece.name).write_bytes(piece.text)
        content = {"kind": "Component", "resources": [piece.name for piece in pieces]}
        content["apiVersion"] = "kustomize.config.k8s.io/v1alpha1"
        Path(component, "kustomization.yaml").write_text(json.dumps(content), encoding="utf-8")

    def _write(self, tree: Tree, path: str, content: bytes) -> None:
        place = Path(self.folder, self._place(tree, path))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    def _place(self, tree: Tree, path: str) -> str:
        """Where a file really is; the links on the way are made anew, for kustomize looks through them."""
        real = "."
        for name in path.split("/"):
            step = posixpath.normpath(posixpath.join(real, name))
            real = os.path.relpath(os.path.realpath(f"{tree.root}/{step}"), tree.root)
            if real != step:
                link = Path(self.folder, step)
                link.parent.mkdir(parents=True, exist_ok=True)
                if not link.is_symlink():
                    link.symlink_to(os.path.relpath(real, posixpath.dirname(step) or "."))
        return real

    def with_origins(self, output: bytes) -> bytes:
        """The output with the template and the kustomization as the origin of what came from a chart."""
        return _ORIGIN.sub(self._origin, output)

    def _origin(self, match: re.Match[bytes]) -> bytes:
        pieces = self.pieces.get(match[1].decode("utf-8", "replace") or ".", ())
        name = f"{match[2].decode()}-{match[3].decode()}.yaml"
        piece = next((one for one in pieces if one.name == name), None)
        if piece is None:
            return match[0]
        lines = [f"path: {_quoted(piece.path)}"] if piece.path else []
        lines += [f"configuredIn: {_quoted(piece.kustomization)}", "configuredBy:"]
        lines += ["  apiVersion: builtin", f"  kind: {PLUGIN}"]
        return "".join(f"      {line}\n" for line in lines).encode()


def _rewritten(content: JsonObject) -> bytes:
    """A kustomization with the Component in place of its charts."""
    written: JsonObject = {}
    components: list[JsonValue] = [CHARTS]
    for key, value in content.items():
        if key.casefold() == "components":
            components.extend(sequence(value))
        elif key.casefold() == "generators":
            written[key] = [one for entry in sequence(value) if (one := _without_inline(entry)) != ""]
        elif key.casefold() not in _DROPPED:
            written[key] = value
    return json.dumps({**written, "components": components}, ensure_ascii=False).encode()


def _without_inline(entry: JsonValue) -> JsonValue:
    if not isinstance(entry, str) or not is_inline(entry):
        return entry
    left = without_plugins(entry.encode())
    return entry if left is None else "" if left == NOTHING else left.decode()


NOTHING = b"# nothing is left\n"


def without_plugins(content: bytes) -> bytes | None:
    """Configurations of plugins without those that inflate charts; None where there are none of these."""
    if PLUGIN.encode() not in content:
        return None
    documents = [document.value for document in read(content)]
    left = [one for document in documents if (one := _left(document)) is not None]
    if left == documents:
        return None
    return b"---\n".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in left) or NOTHING


def _left(document: JsonValue) -> JsonValue:
    content = mapping(document)
    if content.get("apiVersion") == "builtin" and content.get("kind") == PLUGIN:
        return None
    if isinstance(content.get("kind"), str) and str(content["kind"]).endswith("List"):
        return {**content, "items": [one for item in sequence(content["items"]) if (one := _left(item))]}
    return document


def _quoted(path: str) -> str:
    return json.dumps(path, ensure_ascii=False)
