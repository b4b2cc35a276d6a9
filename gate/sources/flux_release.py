"""Flux HelmReleases, typed: the chart, the values, and what is done to what Helm renders.

Fields: https://fluxcd.io/flux/components/helm/api/v2/. What is malformed reads as absent.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import cast

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.sources.flux import (
    ObjectRef,
    kustomize_fields,
    name_of,
    namespace_of,
    object_ref,
    text_pairs,
)

LONGEST_RELEASE = 53
HASH_LENGTH = 12


@dataclass(frozen=True, slots=True)
class ChartOf:
    """A chart by its source. chart: its name in a Helm repository, else its path in the source.

    pointer: the field that names it. values_files: paths in the source that replace the chart's own values.
    """

    source: ObjectRef
    chart: str
    version: str
    pointer: str
    values_files: tuple[str, ...] = ()
    ignores_missing_values_files: bool = False


@dataclass(frozen=True, slots=True)
class ValuesFrom:
    """Values in a ConfigMap or Secret. target_path: the one value that they set, "" for all of them.

    literal: whether that is taken as it is written.
    """

    reference: ObjectRef
    key: str
    target_path: str
    literal: bool = False


@dataclass(frozen=True, slots=True)
class FluxRelease:
    """A HelmRelease of helm-controller."""

    chart: ChartOf
    release: str
    namespace: str
    values: JsonObject
    values_from: tuple[ValuesFrom, ...]
    skip_crds: bool
    post_render: JsonObject
    labels: tuple[tuple[str, str], ...]
    annotations: tuple[tuple[str, str], ...]
    remote_cluster: str


def flux_release(body: JsonObject) -> FluxRelease:
    """What a HelmRelease says."""
    spec, namespace = mapping(body.get("spec")), namespace_of(body)
    target_namespace = text(spec.get("targetNamespace"))
    joined = "-".join(filter(None, (target_namespace, name_of(body))))
    install, common = mapping(spec.get("install")), mapping(spec.get("commonMetadata"))
    return FluxRelease(
        chart=_chart(spec, namespace),
        release=_shortened(text(spec.get("releaseName")) or joined),
        namespace=target_namespace or namespace or "default",
        values=mapping(spec.get("values")),
        values_from=tuple(_values_from(mapping(one), namespace) for one in sequence(spec.get("valuesFrom"))),
        skip_crds=install.get("skipCRDs") is True or install.get("crds") == "Skip",
        post_render=_post_render(spec),
        labels=text_pairs(common.get("labels")),
        annotations=text_pairs(common.get("annotations")),
        remote_cluster=text(mapping(mapping(spec.get("kubeConfig")).get("secretRef")).get("name")),
    )


def chart_object(body: JsonObject) -> ChartOf:
    """The chart of a HelmChart object, to which a release may refer."""
    return _chart_template(mapping(body.get("spec")), namespace_of(body), "/spec/chartRef/name")


def chart_of_artifact(body: JsonObject) -> tuple[str, str]:
    """The name and version, or range of versions, of the chart that an OCIRepository stands for.

    A registry has a chart under its name, each version as a tag (https://helm.sh/docs/topics/registries/).
    """
    spec = mapping(body.get("spec"))
    ref = mapping(spec.get("ref"))
    name = text(spec.get("url")).rstrip("/").rpartition("/")[2]
    return name, text(ref.get("tag")).replace("_", "+") or text(ref.get("semver"))


def _chart(spec: JsonObject, namespace: str) -> ChartOf:
    reference = mapping(spec.get("chartRef"))
    if reference:
        return ChartOf(object_ref(reference, namespace), "", "", "/spec/chartRef/name")
    template = mapping(mapping(spec.get("chart")).get("spec"))
    return _chart_template(template, namespace, "/spec/chart/spec/chart")


def _chart_template(template: JsonObject, namespace: str, pointer: str) -> ChartOf:
    return ChartOf(
        source=object_ref(mapping(template.get("sourceRef")), namespace),
        chart=text(template.get("chart")),
        version=text(template.get("version")),
        pointer=pointer,
        values_files=tuple(filter(None, map(text, sequence(template.get("valuesFiles"))))),
        ignores_missing_values_files=template.get("ignoreMissingValuesFiles") is True,
    )


def _values_from(said: JsonObject, namespace: str) -> ValuesFrom:
    key = text(said.get("valuesKey")) or "values.yaml"
    reference, literal = object_ref(said, namespace, here=True), said.get("literal") is True
    return ValuesFrom(reference, key, text(said.get("targetPath")), literal)


def _post_render(spec: JsonObject) -> JsonObject:
    """The patches and images of all kustomize post-renderers, in their order."""
    fields: dict[str, list[JsonValue]] = {}
    for one in sequence(spec.get("postRenderers")):
        for name, said in kustomize_fields(mapping(mapping(one).get("kustomize"))).items():
            fields.setdefault(name, []).extend(sequence(said))
    return cast("JsonObject", fields)


def _shortened(release: str) -> str:
    """A release name that Helm takes (helm-controller internal/release/name.go, ShortenName)."""
    if len(release) <= LONGEST_RELEASE:
        return release
    digest = hashlib.sha256(release.encode()).hexdigest()[:HASH_LENGTH]
    return f"{release[: LONGEST_RELEASE - HASH_LENGTH - 1]}-{digest}"
