"""Argo CD Applications, typed: the sources, and what each adds to what it builds.

Fields: https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/. What is malformed
reads as absent: the schema tells that, not this room.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from typing import cast

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

GROUP = "argoproj.io"
TOOLS = ("kustomize", "helm", "directory", "plugin")
IN_CLUSTER = frozenset(["", "in-cluster", "https://kubernetes.default.svc"])
SOURCE_FILE = ".argocd-source.yaml"


@dataclass(frozen=True, slots=True)
class ArgoSource:
    """One source. pointer: where it stands in the Application's spec.

    options: what it says of each tool that it names (kustomize, helm, directory, plugin).
    chart: the name of a chart in a Helm or OCI repository, "" where the source is a Git repository.
    ref: the name by which values files of other sources refer to it.
    """

    pointer: str
    repo_url: str
    path: str
    revision: str
    chart: str = ""
    ref: str = ""
    name: str = ""
    options: JsonObject = field(default_factory=dict)

    def of(self, tool: str) -> JsonObject:
        return mapping(self.options.get(tool))


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an Application goes. cluster: the name or address of another cluster, "" for Argo CD's own."""

    cluster: str
    namespace: str


def sources_of(spec: JsonObject) -> tuple[ArgoSource, ...]:
    """The sources: a hydrator's dry source, else `sources`, else `source`, as Argo CD has it."""
    dry = mapping(mapping(spec.get("sourceHydrator")).get("drySource"))
    if dry:
        return (_source(dry, "/sourceHydrator/drySource"),)
    several = sequence(spec.get("sources"))
    if several:
        return tuple(_source(mapping(one), f"/sources/{index}") for index, one in enumerate(several))
    only = mapping(spec.get("source"))
    return (_source(only, "/source"),) if only else ()


def destination_of(spec: JsonObject) -> Destination:
    """Where an Application goes."""
    said = mapping(spec.get("destination"))
    cluster = text(said.get("name")) or text(said.get("server"))
    return Destination("" if cluster in IN_CLUSTER else cluster, text(said.get("namespace")))


def overridden(source: ArgoSource, contents: tuple[bytes, ...]) -> ArgoSource:
    """A source with the `.argocd-source*.yaml` files of its folder merged into it (RFC 7386), in order;
    they change what its tools are told and nothing else (reposerver, mergeSourceParameters).
    """
    options = source.options
    for content in contents:
        for document in read(content)[:1]:
            options = mapping(merged_patch(options, document.value))
    known: JsonObject = {tool: options[tool] for tool in TOOLS if isinstance(options.get(tool), dict)}
    return replace(source, options=known)


def override_files(application: str) -> tuple[str, ...]:
    """The names of the files that override a source, in order."""
    return (SOURCE_FILE, f".argocd-source-{application}.yaml")


def is_override_file(path: str) -> bool:
    """Whether a file overrides a source for what lies beside it."""
    return posixpath.basename(path).startswith(".argocd-source") and path.endswith(".yaml")


def _source(said: JsonObject, pointer: str) -> ArgoSource:
    return ArgoSource(
        pointer=pointer,
        repo_url=text(said.get("repoURL")),
        path=text(said.get("path")),
        revision=text(said.get("targetRevision")),
        chart=text(said.get("chart")),
        ref=text(said.get("ref")),
        name=text(said.get("name")),
        options={tool: said[tool] for tool in TOOLS if isinstance(said.get(tool), dict)},
    )


def merged_patch(base: JsonValue, patch: JsonValue) -> JsonValue:
    """A value with a patch of RFC 7386 merged into it."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(mapping(base))
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merged_patch(merged.get(key), value)
    return merged


def kustomize_edits(options: JsonObject) -> JsonObject:
    """The kustomization fields that `kustomize edit set` would write, without components
    and patches, which may be files (util/kustomize/kustomize.go, Build).
    """
    edits: JsonObject = {
        key: said for key in ("namePrefix", "nameSuffix", "namespace") if (said := text(options.get(key)))
    }
    if images := [_image(text(one)) for one in sequence(options.get("images")) if text(one)]:
        edits["images"] = cast("list[JsonValue]", images)
    if replicas := [_replica(mapping(one)) for one in sequence(options.get("replicas"))]:
        edits["replicas"] = cast("list[JsonValue]", replicas)
    if annotations := _texts(options.get("commonAnnotations")):
        edits["commonAnnotations"] = annotations
    if labels := _texts(options.get("commonLabels")):
        edits.update(_labels(labels, options))
    return edits


def _labels(labels: JsonObject, options: JsonObject) -> JsonObject:
    if options.get("labelWithoutSelector") is not True:
        return {"commonLabels": labels}
    entry: JsonObject = {"pairs": labels, "includeSelectors": False}
    if options.get("labelIncludeTemplates") is True:
        entry["includeTemplates"] = True
    return {"labels": [entry]}


def _texts(value: JsonValue) -> JsonObject:
    return {key: said for key, said in mapping(value).items() if isinstance(said, str)}


def _replica(replica: JsonObject) -> JsonObject:
    count = replica.get("count")
    if isinstance(count, str) and count.isdecimal():
        count = int(count)
    return {"name": text(replica.get("name")), "count": count}


def _image(written: str) -> JsonObject:
    """`name=new:tag`, `name:tag`, `name@digest` and their mixtures (kustomize `edit set image`)."""
    name, separator, new = written.partition("=")
    full = new if separator else written
    full, _, digest = full.partition("@")
    folder, slash, last = full.rpartition("/")
    last, _, tag = last.partition(":")
    renamed = f"{folder}{slash}{last}"
    entry: JsonObject = {"name": name if separator else renamed}
    if separator and renamed:
        entry["newName"] = renamed
    if tag:
        entry["newTag"] = tag
    if digest:
        entry["digest"] = digest
    return entry
