"""Patches that lie about as files of their own: parts of objects, which nobody creates as they stand."""

from __future__ import annotations

import posixpath
import re

from gate.model.json import JsonObject, JsonValue, mapping, text

# target[suffix][+patchtype].extension, in the folder that kubeadm's configuration names: `patches.directory`
# (https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/control-plane-flags/#patches).
KUBEADM = re.compile(
    r"(?:etcd|kube-apiserver|kube-controller-manager|kube-scheduler|kubeletconfiguration|corednsdeployment)"
    r"[^+]*\+(?:strategic|merge|json)"
)
PATCH = re.compile(r"(?:^|[^a-z])patch(?:es)?(?:[^a-z]|$)", re.IGNORECASE)

_OF_PODS = "containers"
_SELECTING = ("spec.selector", f"spec.template.spec.{_OF_PODS}")
_RUNNING_ONCE = ("restartPolicy", _OF_PODS)  # which is Always when not set, and that no Job may have

# What every object of a kind has, as (group, kind) -> paths; a server of any version refuses one without
# (pkg/apis/*/validation of Kubernetes). `*` is each item of a list, and `{a,b}` one or the other.
REQUIRED: dict[tuple[str, str], tuple[str, ...]] = {
    ("", "Pod"): ("spec.containers.*.image",),
    ("", "ReplicationController"): ("spec.template.spec.containers",),
    ("", "PersistentVolumeClaim"): ("spec.accessModes", "spec.resources.requests.storage"),
    ("", "PersistentVolume"): ("spec.accessModes", "spec.capacity"),
    ("", "Service"): ("spec.{ports,externalName,clusterIP}",),
    ("apps", "Deployment"): _SELECTING,
    ("apps", "StatefulSet"): _SELECTING,
    ("apps", "DaemonSet"): _SELECTING,
    ("apps", "ReplicaSet"): _SELECTING,
    ("batch", "Job"): tuple(f"spec.template.spec.{field}" for field in _RUNNING_ONCE),
    ("batch", "CronJob"): (
        "spec.schedule",
        *(f"spec.jobTemplate.spec.template.spec.{field}" for field in _RUNNING_ONCE),
    ),
    ("networking.k8s.io", "Ingress"): ("spec.{rules,defaultBackend}",),
    ("autoscaling", "HorizontalPodAutoscaler"): ("spec.scaleTargetRef", "spec.maxReplicas"),
    ("rbac.authorization.k8s.io", "RoleBinding"): ("roleRef",),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): ("roleRef",),
    ("storage.k8s.io", "StorageClass"): ("provisioner",),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): ("spec.group", "spec.names", "spec.versions"),
}


def called_patch(path: str) -> str:
    """Why a file is taken for a patch by its place; "" when it is not."""
    folder, name = posixpath.split(path)
    if KUBEADM.match(name):
        return "by its name a patch for kubeadm"
    if PATCH.search(name):
        return "by its name a patch"
    return "in a folder of patches" if PATCH.search(posixpath.basename(folder)) else ""


def lacking(value: JsonObject) -> str:
    """What an object lacks that every one of its kind has; "" when it may be a whole one.

    A server refuses what lacks it, so that nothing which could come into a cluster is taken for a patch.
    """
    group, _, _ = text(value.get("apiVersion")).rpartition("/")
    for path in REQUIRED.get((group, text(value.get("kind"))), ()):
        if not _holds(value, path.split(".")):
            return path
    return ""


def _holds(value: JsonValue, steps: list[str]) -> bool:
    """Whether something is set at a path; what is empty is not set."""
    if not steps or not value:
        return bool(value)
    step, *rest = steps
    if step == "*":
        return isinstance(value, list) and all(_holds(item, rest) for item in value)
    return any(_holds(mapping(value).get(name), rest) for name in step.strip("{}").split(","))
