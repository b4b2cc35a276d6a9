"""Which Kubernetes versions have schemas, and which API came and went with which of them."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import orjson

from gate.errors import ToolError
from gate.model.json import mapping, sequence

_FOLDER = re.compile(r"v(\d+)\.(\d+)\.\d+-local-strict")

POD_SECURITY = "the pod-security.kubernetes.io labels of the namespace (Pod Security Admission)"

# APIs gone before the oldest version that schemas exist for: apiVersion, kinds, when, what instead.
# https://kubernetes.io/docs/reference/using-api/deprecation-guide/
_GONE_BEFORE: tuple[tuple[str, str, str, str], ...] = (
    ("extensions/v1beta1", "DaemonSet Deployment ReplicaSet", "1.16", "apps/v1"),
    ("extensions/v1beta1", "NetworkPolicy", "1.16", "networking.k8s.io/v1"),
    ("extensions/v1beta1", "PodSecurityPolicy", "1.16", POD_SECURITY),
    ("extensions/v1beta1", "Ingress", "1.22", "networking.k8s.io/v1"),
    ("apps/v1beta1", "Deployment StatefulSet ControllerRevision", "1.16", "apps/v1"),
    ("apps/v1beta2", "DaemonSet Deployment ReplicaSet StatefulSet ControllerRevision", "1.16", "apps/v1"),
    ("settings.k8s.io/v1alpha1", "PodPreset", "1.20", "a mutating admission policy"),
    ("batch/v2alpha1", "CronJob", "1.21", "batch/v1"),
    (
        "admissionregistration.k8s.io/v1beta1",
        "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
        "1.22",
        "admissionregistration.k8s.io/v1",
    ),
    ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "1.22", "apiextensions.k8s.io/v1"),
    ("apiregistration.k8s.io/v1beta1", "APIService", "1.22", "apiregistration.k8s.io/v1"),
    ("authentication.k8s.io/v1beta1", "TokenReview", "1.22", "authentication.k8s.io/v1"),
    (
        "authorization.k8s.io/v1beta1",
        "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview",
        "1.22",
        "authorization.k8s.io/v1",
    ),
    ("certificates.k8s.io/v1beta1", "CertificateSigningRequest", "1.22", "certificates.k8s.io/v1"),
    ("coordination.k8s.io/v1beta1", "Lease", "1.22", "coordination.k8s.io/v1"),
    ("networking.k8s.io/v1beta1", "Ingress IngressClass", "1.22", "networking.k8s.io/v1"),
    (
        "rbac.authorization.k8s.io/v1beta1",
        "ClusterRole ClusterRoleBinding Role RoleBinding",
        "1.22",
        "rbac.authorization.k8s.io/v1",
    ),
    (
        "rbac.authorization.k8s.io/v1alpha1",
        "ClusterRole ClusterRoleBinding Role RoleBinding",
        "1.22",
        "rbac.authorization.k8s.io/v1",
    ),
    ("scheduling.k8s.io/v1beta1", "PriorityClass", "1.22", "scheduling.k8s.io/v1"),
    ("scheduling.k8s.io/v1alpha1", "PriorityClass", "1.22", "scheduling.k8s.io/v1"),
    (
        "storage.k8s.io/v1beta1",
        "CSIDriver CSINode StorageClass VolumeAttachment",
        "1.22",
        "storage.k8s.io/v1",
    ),
    ("autoscaling/v2beta1", "HorizontalPodAutoscaler", "1.25", "autoscaling/v2"),
    ("batch/v1beta1", "CronJob", "1.25", "batch/v1"),
    ("discovery.k8s.io/v1beta1", "EndpointSlice", "1.25", "discovery.k8s.io/v1"),
    ("events.k8s.io/v1beta1", "Event", "1.25", "events.k8s.io/v1"),
    ("node.k8s.io/v1beta1", "RuntimeClass", "1.25", "node.k8s.io/v1"),
    ("policy/v1beta1", "PodDisruptionBudget", "1.25", "policy/v1"),
    ("policy/v1beta1", "PodSecurityPolicy", "1.25", POD_SECURITY),
)
GONE_BEFORE: dict[tuple[str, str], tuple[str, str]] = {
    (api_version, kind): (gone_in, instead)
    for api_version, kinds, gone_in, instead in _GONE_BEFORE
    for kind in kinds.split()
}
"""(apiVersion, kind) -> the Kubernetes version that no longer had it, and what replaces it."""


def available_versions() -> tuple[str, ...]:
    """The Kubernetes minor versions ("1.34") that schemas exist for, oldest first; the last is the default.

    ToolError when the schemas are not installed.
    """
    return tuple(folders())


@lru_cache(maxsize=1)
def folders() -> dict[str, Path]:
    """The folder of strict schemas of each Kubernetes minor version, oldest first."""
    spec = find_spec("kubernetes_validate")  # found, not imported: importing it takes longer than a check
    if spec is None or spec.origin is None:
        raise ToolError(
            "The Kubernetes schemas are not installed.", "Install the Python package kubernetes-validate."
        )
    found = {}
    for folder in (Path(spec.origin).parent / "kubernetes-json-schema").iterdir():
        if match := _FOLDER.fullmatch(folder.name):
            found[int(match[1]), int(match[2])] = folder
    return {f"{major}.{minor}": found[major, minor] for major, minor in sorted(found)}


@lru_cache(maxsize=1024)
def served_in(api_version: str, kind: str) -> tuple[str, ...]:
    """The Kubernetes versions, of those with schemas, that serve a built-in kind; oldest first."""
    group, _, version = api_version.rpartition("/")
    package = "apiserverinternal" if group == "internal.apiserver.k8s.io" else group.partition(".")[0]
    name = "-".join(part for part in (kind, package, version) if part).lower() + ".json"
    if "/" in name or not name.isascii() or "\0" in name:
        return ()
    return tuple(
        kubernetes
        for kubernetes, folder in folders().items()
        if (folder / name).is_file() and _is_kind(folder / name, group, version, kind)
    )


def _is_kind(file: Path, group: str, version: str, kind: str) -> bool:
    """Whether a schema file is that of the kind itself, and not of a part with the same name."""
    schema = orjson.loads(file.read_bytes())
    return any(
        mapping(meant) == {"group": group, "version": version, "kind": kind}
        for meant in sequence(mapping(schema).get("x-kubernetes-group-version-kind"))
    )


def next_version(kubernetes: str) -> str:
    """The minor version after a version: "1.35" after "1.34"."""
    major, _, minor = kubernetes.partition(".")
    return f"{major}.{int(minor) + 1}"


def is_between(kubernetes: str, since: str, until: str) -> bool:
    """Whether a minor version is neither before nor after two others; "" is no bound."""
    return age(since or kubernetes) <= age(kubernetes) <= age(until or kubernetes)


@lru_cache(maxsize=64)
def age(kubernetes: str) -> tuple[int, int]:
    """A sort key for minor versions: 1.9 before 1.10."""
    major, _, minor = kubernetes.partition(".")
    return int(major), int(minor)
