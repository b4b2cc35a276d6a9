"""Where the documents of a rendering come from, as the rendering itself tells."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from gate.documents import read
from gate.model.json import JsonObject, mapping, text

ORIGIN = "config.kubernetes.io/origin"
_SOURCE = re.compile(rb"^---[ \t]*\r?\n# Source: ([^\r\n]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Origin:
    """path: the file that wrote it. generated_in: the kustomization that generated it. "" when unknown."""

    path: str = ""
    generated_in: str = ""


class TemplateSources:
    """The `# Source:` comments of `helm template`, with repository-relative paths.

    Helm writes one behind each `---`, but one only for a CRD file of several documents: the last one holds
    on. A comment of that form elsewhere is the template's own and says nothing.
    """

    def __init__(self, output: bytes, chart: str) -> None:
        self._lines: list[int] = []
        self._paths: list[str] = []
        line, counted = 1, 0
        for source in _SOURCE.finditer(output):
            line += output.count(b"\n", counted, source.start(1))
            counted = source.start(1)
            self._lines.append(line)
            self._paths.append(_template_path(source[1].decode("utf-8", "replace").strip(), chart))

    def path_at(self, line: int) -> str:
        """The template that wrote the line, "" when Helm does not say."""
        before = bisect_right(self._lines, line)
        return self._paths[before - 1] if before else ""


def _template_path(source: str, chart: str) -> str:
    """`<chart name>/templates/x.yaml` with the chart's folder for its name; subcharts lie below it."""
    _, _, inside = source.partition("/")
    return _inside_repository(posixpath.join(chart, inside)) if inside else ""


def take_origin(body: JsonObject, folder: str) -> tuple[JsonObject, Origin]:
    """The object without the origin annotation that the gate asked kustomize for, and what it said.

    folder: what its paths are relative to, itself relative to the repository ("" for its root). The given
    object stays as it is. Forms: kustomize `api/resource/origin.go`.
    """
    metadata = mapping(body.get("metadata"))
    annotations = mapping(metadata.get("annotations"))
    if ORIGIN not in annotations:
        return body, Origin()
    rest = {key: value for key, value in annotations.items() if key != ORIGIN}
    kept = {key: value for key, value in metadata.items() if key != "annotations" or rest}
    if rest:
        kept["annotations"] = rest
    return {**body, "metadata": kept}, _origin(text(annotations[ORIGIN]), folder)


@lru_cache(maxsize=4096)
def _origin(annotation: str, folder: str) -> Origin:
    documents = read(annotation.encode("utf-8", "replace"))
    told = mapping(documents[0].value) if documents else {}
    if text(told.get("repo")):
        return Origin()
    path, generator = text(told.get("path")), text(told.get("configuredIn"))
    if text(mapping(told.get("configuredBy")).get("kind")).endswith("Transformer"):
        return Origin()  # a patch replaced the annotations: who wrote the object is not told
    return Origin(
        path=_inside_repository(posixpath.join(folder, path)) if path else "",
        generated_in=_inside_repository(posixpath.join(folder, generator)) if generator else "",
    )


def _inside_repository(path: str) -> str:
    """The path without `.` and `..`, "" when it leads out of the repository."""
    path = posixpath.normpath(path)
    return "" if path.startswith(("../", "/")) or path in {"..", "."} else path
