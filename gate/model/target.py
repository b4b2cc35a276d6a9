"""One thing to render, and its rendering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from gate.model.resource import Provenance, ResourceId

TargetKind: TypeAlias = Literal["kustomize", "helm", "plain"]


@dataclass(frozen=True, slots=True)
class KustomizeSource:
    """A folder to build with kustomize.

    kustomization: the path of its kustomization file, "" where one is generated: then files is what that
    lists (repository-relative manifests, and folders that have a kustomization of their own).
    edits: JSON text of kustomization fields that the declaring object adds, "" for none: namespace,
    namePrefix, nameSuffix, images, replicas, labels, commonLabels, commonAnnotations, components
    (repository-relative folders), patches, patchesStrategicMerge, patchesJson6902 (inline text alone).
    relaxed: whether it is built with LoadRestrictionsNone, as Flux does.
    """

    folder: str
    kustomization: str
    edits: str = ""
    files: tuple[str, ...] = ()
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class HelmFlags:
    """What a chart that a kustomization inflates can ask of `helm template`.

    kube_version, api_versions: instead of those that the run is for. name_template: what makes the name of
    a release that has none. keeps_tests: whether test hooks come out; skips_tests: whether Helm is asked to
    skip them, and with them each hook that is a test among others; drops_hooks: whether no hook comes out.
    """

    kube_version: str = ""
    api_versions: tuple[str, ...] = ()
    name_template: str = ""
    keeps_tests: bool = False
    skips_tests: bool = False
    drops_hooks: bool = False


@dataclass(frozen=True, slots=True)
class HelmSource:
    """A chart with the values files of one variant, in order (without the chart's own values.yaml).

    chart: its folder in the repository, or the path of a packed one (`.tgz`); "" where it was fetched
    beforehand. fetched: its path in the folder of fetched charts (`--charts`) then.
    inline: values as YAML or JSON text, in order, each overriding what is before it and all files.
    inline_from: for each of these the field that holds it whole, None for what the declaring object says.
    parameters: what overrides those, one by one (`--set`, `--set-string`, `--set-file`).
    own_values: whether the chart's own values.yaml counts (the valuesFiles of a HelmRelease replace it).
    skip_crds: whether the chart's crds/ are left out. post_render: JSON text of kustomization fields to
    apply to what Helm renders, as KustomizeSource.edits has them, "" for none.
    flags: how Helm is asked, beside that.
    """

    chart: str
    values: tuple[str, ...]
    release: str
    namespace: str
    inline: tuple[str, ...] = ()
    parameters: tuple[HelmParameter, ...] = ()
    own_values: bool = True
    skip_crds: bool = False
    post_render: str = ""
    fetched: str = ""
    flags: HelmFlags = HelmFlags()
    inline_from: tuple[Declaration | None, ...] = ()


@dataclass(frozen=True, slots=True)
class HelmParameter:
    """One value by its path in Helm's own syntax (`image.tag`). kind: of a file, value is its path."""

    name: str
    value: str
    kind: Literal["typed", "string", "file"] = "typed"


@dataclass(frozen=True, slots=True)
class PlainSource:
    """Manifest files that are sent as they are (YAML or JSON)."""

    files: tuple[str, ...]


Source: TypeAlias = KustomizeSource | HelmSource | PlainSource


@dataclass(frozen=True, slots=True)
class Declaration:
    """An object that says something of a target, and where: a Flux Kustomization or HelmRelease or an Argo CD
    Application that declares it, a ConfigMap that gives it values.

    provenance tells the target that renders the object. pointer: the field, of a declaring object the one
    that names what is rendered.
    """

    resource: ResourceId
    provenance: Provenance
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Substitution:
    """Flux's `spec.postBuild`: variables put into each object after the build.

    variables: what is known of them, sorted by name. unknown: where further ones come from that the gate
    cannot read (`Secret/name`); while there is any, no variable is undefined, only unknown.
    always: whether expressions are evaluated even where there is no variable at all.
    variables_from: the fields of the variables that a ConfigMap sets, sorted by name; the declaring object
    itself sets the others.
    """

    variables: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    always: bool = False
    variables_from: tuple[tuple[str, Declaration], ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to render.

    name: unique and stable: `path`, `path@values-file`, or `Kind/namespace/name` of what declares it.
    path: the folder or file that stands for it.
    environment: "" when it belongs to none. cluster: the scope of identity and references.
    closure: every file its rendering reads, sorted. reason: why it is a target, for people.
    kubernetes_versions: the versions to judge it for; never empty.
    version_sensitive: whether its rendering depends on the Kubernetes version.
    declared_by: the object that declares it, None for what was found in the repository itself.
    namespace: where its resources go that name none, "" where nothing says so.
    labels, annotations: what the declaring controller sets on every object (Flux `commonMetadata`).
    """

    name: str
    kind: TargetKind
    path: str
    source: Source
    environment: str
    cluster: str
    closure: tuple[str, ...]
    reason: str
    kubernetes_versions: tuple[str, ...]
    version_sensitive: bool = False
    declared_by: Declaration | None = None
    namespace: str = ""
    substitution: Substitution | None = None
    labels: tuple[tuple[str, str], ...] = ()
    annotations: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RenderedText:
    """Text that a target sends to a cluster. path: the file it is a copy of, "" for a program's output."""

    text: bytes
    path: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What one target sends to clusters of the given Kubernetes versions. seconds: what it cost."""

    target: Target
    kubernetes_versions: tuple[str, ...]
    texts: tuple[RenderedText, ...]
    seconds: float = 0.0
