"""Defaults of the API server that follow from other fields, by OpenAPI type name; all change the body given.

Source: SetDefaults_* in pkg/apis/*/*/defaults.go of Kubernetes, and what its registries and built-in
admission plugins make up when something is created.
"""

from __future__ import annotations

import base64
from collections.abc import Callable

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

_CORE = "io.k8s.api.core.v1"
UID = "00000000-0000-0000-0000-000000000000"
"""What stands for the identifier that the server makes up."""

_RBAC = "rbac.authorization.k8s.io"
_MOST_RETRIES = 2**31 - 1
_NO_MEANS = frozenset({"name"})
_INSIDE = frozenset({"ClusterIP", "NodePort", "LoadBalancer"})
_MADE_UP_ADDRESS = "10.96.0.10"


def _container(body: JsonObject) -> None:
    if not body.get("imagePullPolicy"):
        body["imagePullPolicy"] = "Always" if _is_latest(text(body.get("image"))) else "IfNotPresent"


def _is_latest(image: str) -> bool:
    name, at, _ = image.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2]
    return tag == "latest" or not (tag or at)


def _volume(body: JsonObject) -> None:
    if not body.keys() - _NO_MEANS:
        body["emptyDir"] = {}


def _pod(body: JsonObject) -> None:
    spec = mapping(body.get("spec"))
    for name in ("containers", "initContainers"):
        for container in map(mapping, sequence(spec.get(name))):
            _request_limits(mapping(container.get("resources")))
            if spec.get("hostNetwork") is True:
                for port in map(mapping, sequence(container.get("ports"))):
                    port.setdefault("hostPort", port.get("containerPort"))
    spec.setdefault("enableServiceLinks", True)
    account = spec.setdefault("serviceAccountName", "default")
    spec["serviceAccount"] = account
    if "priorityClassName" not in spec:
        spec.setdefault("priority", 0)
        spec.setdefault("preemptionPolicy", "PreemptLowerPriority")
    _tolerate(spec)


def _request_limits(resources: JsonObject) -> None:
    limits = resources.get("limits")
    if isinstance(limits, dict):
        resources["requests"] = {**limits, **mapping(resources.get("requests"))}


def _tolerate(spec: JsonObject) -> None:
    """What the admission plugin DefaultTolerationSeconds adds."""
    given = [mapping(one) for one in sequence(spec.get("tolerations"))]
    added: list[JsonValue] = []
    for name in ("not-ready", "unreachable"):
        key = f"node.kubernetes.io/{name}"
        if not any(
            one.get("key") in (None, "", key) and one.get("effect") in (None, "", "NoExecute")
            for one in given
        ):
            added.append({"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300})
    if added:
        spec["tolerations"] = [*given, *added]


def _service(body: JsonObject) -> None:
    spec = mapping(body.get("spec"))
    kind = text(spec.get("type"))
    is_outside = kind in {"NodePort", "LoadBalancer"}
    for number, port in enumerate(map(mapping, sequence(spec.get("ports")))):
        if not port.get("targetPort"):
            port["targetPort"] = port.get("port")
        if is_outside:
            port.setdefault("nodePort", 30000 + number)
    if kind in _INSIDE:
        spec.setdefault("internalTrafficPolicy", "Cluster")
        address = spec.setdefault("clusterIP", _MADE_UP_ADDRESS)
        spec.setdefault("clusterIPs", [address])
        spec.setdefault("ipFamilies", ["IPv4"])
        spec.setdefault("ipFamilyPolicy", "SingleStack")
    if is_outside or (kind == "ClusterIP" and spec.get("externalIPs")):
        spec.setdefault("externalTrafficPolicy", "Cluster")
    if kind == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)
    if spec.get("sessionAffinity") == "ClientIP":
        spec.setdefault("sessionAffinityConfig", {"clientIP": {"timeoutSeconds": 10800}})


def _secret(body: JsonObject) -> None:
    written = body.pop("stringData", None)
    if isinstance(written, dict) and written:
        encoded: JsonObject = {
            key: base64.b64encode(text(value).encode()).decode() for key, value in written.items()
        }
        body["data"] = {**mapping(body.get("data")), **encoded}


def _namespace(body: JsonObject) -> None:
    metadata = mapping(body.get("metadata"))
    if name := text(metadata.get("name")):
        metadata["labels"] = {**mapping(metadata.get("labels")), "kubernetes.io/metadata.name": name}


def _replication_controller(body: JsonObject) -> None:
    spec, metadata = mapping(body.get("spec")), mapping(body.get("metadata"))
    labels = mapping(mapping(mapping(spec.get("template")).get("metadata")).get("labels"))
    if labels:
        spec.setdefault("selector", dict(labels))
        metadata.setdefault("labels", dict(labels))


def _deployment_strategy(body: JsonObject) -> None:
    if body.get("type") == "RollingUpdate":
        body["rollingUpdate"] = {
            "maxUnavailable": "25%",
            "maxSurge": "25%",
            **mapping(body.get("rollingUpdate")),
        }


def _daemon_strategy(body: JsonObject) -> None:
    if body.get("type") == "RollingUpdate":
        body["rollingUpdate"] = {"maxUnavailable": 1, "maxSurge": 0, **mapping(body.get("rollingUpdate"))}


def _stateful_strategy(body: JsonObject) -> None:
    if not body.get("type"):
        body["type"] = "RollingUpdate"
        body["rollingUpdate"] = {"partition": 0, **mapping(body.get("rollingUpdate"))}


def _job(body: JsonObject) -> None:
    spec, metadata = mapping(body.get("spec")), mapping(body.get("metadata"))
    if "completions" not in spec and "parallelism" not in spec:
        spec["completions"] = 1
    spec.setdefault("parallelism", 1)
    spec.setdefault("backoffLimit", _MOST_RETRIES if "backoffLimitPerIndex" in spec else 6)
    spec.setdefault("podReplacementPolicy", "Failed" if "podFailurePolicy" in spec else "TerminatingOrFailed")
    for name, default in (("completionMode", "NonIndexed"), ("suspend", False), ("manualSelector", False)):
        spec.setdefault(name, default)
    of_template = mapping(mapping(spec.get("template")).get("metadata"))
    written = mapping(of_template.get("labels"))
    if spec["manualSelector"] is not True:
        prefix, name = "batch.kubernetes.io/", text(metadata.get("name"))
        uid: JsonObject = {f"{prefix}controller-uid": UID}
        own: JsonObject = {**uid, "controller-uid": UID, f"{prefix}job-name": name, "job-name": name}
        of_template["labels"] = {**written, **own}
        spec["selector"] = {"matchLabels": uid}
    if "labels" in of_template:
        metadata.setdefault("labels", of_template["labels"])


def _daemon_set(body: JsonObject) -> None:
    metadata = mapping(body.get("metadata"))
    generation = {"deprecated.daemonset.template.generation": "1"}
    metadata["annotations"] = {**mapping(metadata.get("annotations")), **generation}


def _protected(by: str) -> Callable[[JsonObject], None]:
    """What the admission plugin StorageObjectInUseProtection adds."""

    def protect(body: JsonObject) -> None:
        metadata = mapping(body.get("metadata"))
        finalizers = sequence(metadata.get("finalizers"))
        if by not in finalizers:
            metadata["finalizers"] = [*finalizers, by]

    return protect


def _stateful_set(body: JsonObject) -> None:
    claims = mapping(body.get("spec")).get("volumeClaimTemplates")
    for claim in map(mapping, sequence(claims)):
        claim |= {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "status": {"phase": "Pending"}}
        mapping(claim.get("metadata")).pop("finalizers", None)


def _network_policy(body: JsonObject) -> None:
    spec = mapping(body.get("spec"))
    if not spec.get("policyTypes"):
        spec["policyTypes"] = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]


def _subject(body: JsonObject) -> None:
    if not body.get("apiGroup") and body.get("kind") in {"User", "Group"}:
        body["apiGroup"] = _RBAC


def _scaling_rules(body: JsonObject) -> None:
    """Both directions have defaults of their own; what is written of one takes their place field by field."""
    up: JsonObject = {"stabilizationWindowSeconds": 0, "selectPolicy": "Max", "policies": [*_SCALE_UP]}
    down: JsonObject = {"selectPolicy": "Max", "policies": [*_SCALE_DOWN]}
    body["scaleUp"] = {**up, **mapping(body.get("scaleUp"))}
    body["scaleDown"] = {**down, **mapping(body.get("scaleDown"))}


_SCALE_DOWN: list[JsonValue] = [{"type": "Percent", "value": 100, "periodSeconds": 15}]
_SCALE_UP: list[JsonValue] = [{"type": "Pods", "value": 4, "periodSeconds": 15}, *_SCALE_DOWN]

COMPUTED: dict[str, Callable[[JsonObject], None]] = {
    f"{_CORE}.Container": _container,
    f"{_CORE}.EphemeralContainer": _container,
    f"{_CORE}.Volume": _volume,
    f"{_CORE}.Pod": _pod,
    f"{_CORE}.Service": _service,
    f"{_CORE}.Secret": _secret,
    f"{_CORE}.Namespace": _namespace,
    f"{_CORE}.ReplicationController": _replication_controller,
    "io.k8s.api.apps.v1.DeploymentStrategy": _deployment_strategy,
    "io.k8s.api.apps.v1.DaemonSetUpdateStrategy": _daemon_strategy,
    "io.k8s.api.apps.v1.StatefulSetUpdateStrategy": _stateful_strategy,
    "io.k8s.api.batch.v1.Job": _job,
    "io.k8s.api.apps.v1.DaemonSet": _daemon_set,
    "io.k8s.api.apps.v1.StatefulSet": _stateful_set,
    f"{_CORE}.PersistentVolume": _protected("kubernetes.io/pv-protection"),
    f"{_CORE}.PersistentVolumeClaim": _protected("kubernetes.io/pvc-protection"),
    "io.k8s.api.networking.v1.NetworkPolicy": _network_policy,
    "io.k8s.api.rbac.v1.Subject": _subject,
    "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerBehavior": _scaling_rules,
}
