"""Flux objects, typed: what a Kustomization builds and what it adds to it, and where sources point.

Fields: https://fluxcd.io/flux/components/kustomize/api/v1/, https://fluxcd.io/flux/components/source/api/v1/.
What is malformed reads as absent: the schema tells that, not this room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import orjson

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

KUSTOMIZE_GROUP = "kustomize.toolkit.fluxcd.io"
HELM_GROUP = "helm.toolkit.fluxcd.io"
SOURCE_GROUP = "source.toolkit.fluxcd.io"
ARTIFACT_GROUP = "source.extensions.fluxcd.io"


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """An object that another names. optional: whether it may be absent."""

    kind: str
    namespace: str
    name: str
    optional: bool = False

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace + '/' if self.namespace else ''}{self.name}"


@dataclass(frozen=True, slots=True)
class FluxKustomization:
    """A Kustomization of kustomize-controller.

    path: as written ("" is the source's root). edits: kustomization fields that it adds, without components,
    which are folders relative to the path. substitute: the inline variables, substitute_from: where further
    ones come from, later ones overriding; inline ones override all.
    """

    source: ObjectRef
    path: str
    edits: JsonObject
    components: tuple[str, ...]
    ignores_missing_components: bool
    target_namespace: str
    labels: tuple[tuple[str, str], ...]
    annotations: tuple[tuple[str, str], ...]
    substitute: tuple[tuple[str, str], ...]
    substitute_from: tuple[ObjectRef, ...]
    substitutes_always: bool
    remote_cluster: str


@dataclass(frozen=True, slots=True)
class FluxSource:
    """A source by its address. revision: branch, tag, semver range, commit or digest, as a person says it.

    branch: the branch it follows, "" for the default one; pinned: whether it is a tag, commit or digest.
    """

    url: str
    branch: str
    revision: str
    pinned: bool
    ignore: str = ""


def flux_kustomization(body: JsonObject) -> FluxKustomization:
    """What a Flux Kustomization says."""
    spec, namespace = mapping(body.get("spec")), namespace_of(body)
    post_build, common = mapping(spec.get("postBuild")), mapping(spec.get("commonMetadata"))
    kube_config = mapping(spec.get("kubeConfig"))
    return FluxKustomization(
        source=object_ref(mapping(spec.get("sourceRef")), namespace),
        path=text(spec.get("path")),
        edits=_edits(spec),
        components=tuple(filter(None, map(text, sequence(spec.get("components"))))),
        ignores_missing_components=spec.get("ignoreMissingComponents") is True,
        target_namespace=text(spec.get("targetNamespace")),
        labels=text_pairs(common.get("labels")),
        annotations=text_pairs(common.get("annotations")),
        substitute=text_pairs(post_build.get("substitute")),
        substitute_from=tuple(
            object_ref(mapping(reference), namespace, here=True)
            for reference in sequence(post_build.get("substituteFrom"))
        ),
        substitutes_always=post_build.get("substituteStrategy") == "Always",
        remote_cluster=text(mapping(kube_config.get("secretRef")).get("name"))
        or text(mapping(kube_config.get("configMapRef")).get("name")),
    )


def flux_source(body: JsonObject) -> FluxSource:
    """Where a GitRepository, OCIRepository, HelmRepository or Bucket points."""
    spec = mapping(body.get("spec"))
    ref = mapping(spec.get("ref"))
    fixed = next((word for key in ("commit", "digest", "tag", "name") if (word := text(ref.get(key)))), "")
    floating = text(ref.get("semver")) or text(ref.get("branch"))
    return FluxSource(
        url=text(spec.get("url")) or text(spec.get("endpoint")),
        branch="" if fixed else text(ref.get("branch")),
        revision=fixed or floating,
        pinned=bool(fixed),
        ignore=text(spec.get("ignore")),
    )


def object_ref(reference: JsonObject, namespace: str, *, here: bool = False) -> ObjectRef:
    """A reference; where it names no namespace (or may not, `here`), that of the object that holds it."""
    named = "" if here else text(reference.get("namespace"))
    return ObjectRef(
        text(reference.get("kind")),
        named or namespace,
        text(reference.get("name")),
        reference.get("optional") is True,
    )


def namespace_of(body: JsonObject) -> str:
    return text(mapping(body.get("metadata")).get("namespace"))


def name_of(body: JsonObject) -> str:
    return text(mapping(body.get("metadata")).get("name"))


def text_pairs(value: JsonValue) -> tuple[tuple[str, str], ...]:
    """The entries of a map of texts, sorted; other values are left out."""
    return tuple(sorted((key, said) for key, said in mapping(value).items() if isinstance(said, str)))


def kustomize_fields(spec: JsonObject) -> JsonObject:
    """The patches and images that Flux takes in a Kustomization and in a Helm post-renderer, as kustomize
    fields with inline text (fluxcd/pkg `kustomize/kustomize_generator.go`).
    """
    fields: JsonObject = {}
    if patches := [_patch(mapping(one)) for one in sequence(spec.get("patches"))]:
        fields["patches"] = cast("list[JsonValue]", patches)
    # Never a text: kustomize would take it for the path or the address of a file.
    if merges := [_json(one) for one in sequence(spec.get("patchesStrategicMerge")) if isinstance(one, dict)]:
        fields["patchesStrategicMerge"] = cast("list[JsonValue]", merges)
    if operations := [_operations(mapping(one)) for one in sequence(spec.get("patchesJson6902"))]:
        fields["patchesJson6902"] = cast("list[JsonValue]", operations)
    if images := [_image(mapping(one)) for one in sequence(spec.get("images"))]:
        fields["images"] = cast("list[JsonValue]", images)
    return fields


def _edits(spec: JsonObject) -> JsonObject:
    fields = kustomize_fields(spec)
    for key, name in (
        ("targetNamespace", "namespace"),
        ("namePrefix", "namePrefix"),
        ("nameSuffix", "nameSuffix"),
    ):
        if said := text(spec.get(key)):
            fields[name] = said
    return fields


def _patch(patch: JsonObject) -> JsonObject:
    entry: JsonObject = {"patch": text(patch.get("patch"))}
    if target := _selector(patch):
        entry["target"] = target
    return entry


def _operations(patch: JsonObject) -> JsonObject:
    return {"patch": _json(patch.get("patch")), "target": _selector(patch)}


def _selector(patch: JsonObject) -> JsonObject:
    known = ("group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector")
    target = mapping(patch.get("target"))
    return {key: target[key] for key in known if text(target.get(key))}


def _image(image: JsonObject) -> JsonObject:
    return {key: image[key] for key in ("name", "newName", "newTag", "digest") if text(image.get(key))}


def _json(value: JsonValue) -> str:
    return orjson.dumps(value).decode()
