"""What the parts of a pod say of each other; every verdict of 1.34 was asked of a server."""

from __future__ import annotations

import pytest

from gate.model.json import JsonObject, JsonValue
from tests.unit.validate.resources import plain, said


def container(**fields: JsonValue) -> JsonObject:
    return {"name": "web", "image": "web:1", **fields}


def pod(**fields: JsonValue) -> JsonObject:
    containers: JsonValue = [container()]
    return plain("v1", "Pod", spec={"containers": containers, **fields})


def pod_of(**fields: JsonValue) -> JsonObject:
    return pod(containers=[container(**fields)])


def volume(**source: JsonValue) -> JsonObject:
    return pod(volumes=[{"name": "data", **source}])


def annotated(key: str, value: str) -> JsonObject:
    return {**pod(), "metadata": {"name": "it", "annotations": {key: value}}}


def divided(resource: str, divisor: JsonValue) -> JsonObject:
    reference: JsonValue = {"resource": resource, "divisor": divisor}
    return pod_of(env=[{"name": "A", "valueFrom": {"resourceFieldRef": reference}}])


def spread(labels: JsonObject) -> JsonObject:
    body = pod(topologySpreadConstraints=[SPREAD])
    return {**body, "metadata": {"name": "it", "labels": labels}}


def at_field(path: str) -> JsonObject:
    return pod_of(env=[{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": path}}}])


CLAIM: JsonObject = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
EPHEMERAL: JsonObject = {"name": "data", "ephemeral": {"volumeClaimTemplate": {"spec": CLAIM}}}
CONFIG: JsonObject = {"configMap": {"name": "a", "items": [{"key": "k", "path": "p"}]}}
IQN = "iqn.2001-04.com.example:disk"
ISCSI: JsonObject = {"targetPortal": "a", "iqn": IQN, "lun": 0}
HOST_PROCESS: JsonObject = {"windowsOptions": {"hostProcess": True}}
RESIZE: JsonObject = {"resourceName": "cpu", "restartPolicy": "RestartContainer"}
RULE: JsonObject = {"action": "Restart", "exitCodes": {"operator": "In", "values": [1]}}
FROM_FILE: JsonObject = {
    "name": "A",
    "valueFrom": {"fileKeyRef": {"volumeName": "v", "path": "p", "key": "K"}},
}
SPREAD: JsonObject = {
    "maxSkew": 1,
    "topologyKey": "zone",
    "whenUnsatisfiable": "DoNotSchedule",
    "matchLabelKeys": ["app"],
    "labelSelector": {"matchLabels": {"app": "web"}},
}
COST = "controller.kubernetes.io/pod-deletion-cost"
APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/"

BAD: list[tuple[str, JsonObject, str, str, str]] = [
    (
        "1.34",
        volume(projected={"sources": [CONFIG, CONFIG]}),
        "api/duplicate",
        "/spec/volumes/0/projected/sources/1/configMap/items/0/path",
        'spec.volumes[0].projected.sources[1].configMap.items[0].path is "p" again, as spec.volumes[0].projected.sources[0].configMap.items[0].path',
    ),
    (
        "1.34",
        volume(ephemeral={"volumeClaimTemplate": {"metadata": {"name": "it"}, "spec": CLAIM}}),
        "api/conflict",
        "/spec/volumes/0/ephemeral/volumeClaimTemplate/metadata/name",
        'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.name is "it", must not be set; templates of claims have labels and annotations only',
    ),
    (
        "1.34",
        volume(ephemeral={"volumeClaimTemplate": {"spec": {**CLAIM, "accessModes": []}}}),
        "api/required",
        "/spec/volumes/0/ephemeral/volumeClaimTemplate/spec/accessModes",
        "spec.volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes must have at least one access mode",
    ),
    (
        "1.34",
        volume(iscsi={**ISCSI, "targetPortal": "a" * 60, "initiatorName": IQN}),
        "api/range",
        "/spec/volumes/0/iscsi/targetPortal",
        "spec.volumes[0].iscsi.targetPortal must have with the volume's name and a colon at most 64 characters",
    ),
    (
        "1.34",
        volume(iscsi={**ISCSI, "iqn": "iqn.2001"}),
        "api/format",
        "/spec/volumes/0/iscsi/iqn",
        'spec.volumes[0].iscsi.iqn is "iqn.2001", must be an iSCSI name such as iqn.2001-04.com.example:disk, eui.0123456789ABCDEF or naa. and 32 characters',
    ),
    (
        "1.34",
        volume(iscsi={**ISCSI, "chapAuthSession": True}),
        "api/required",
        "/spec/volumes/0/iscsi",
        "spec.volumes[0].iscsi must set secretRef where chapAuthDiscovery or chapAuthSession is true",
    ),
    (
        "1.34",
        pod(volumes=[EPHEMERAL, {"name": "b", "persistentVolumeClaim": {"claimName": "it-data"}}]),
        "api/conflict",
        "/spec/volumes/1/persistentVolumeClaim/claimName",
        'spec.volumes[1].persistentVolumeClaim.claimName is "it-data", must not be the claim of one of the pod\'s ephemeral volumes',
    ),
    (
        "1.34",
        pod(volumes=[None]),
        "schema/type",
        "/spec/volumes/0",
        "spec.volumes[0] is null, must be an object",
    ),
    (
        "1.34",
        pod(hostAliases=[{"ip": "1.1.1.1", "hostnames": [None]}]),
        "api/format",
        "/spec/hostAliases/0/hostnames/0",
        'spec.hostAliases[0].hostnames[0] must be a DNS name (lower case letters, digits, "-" and ".", at most 253 characters)',
    ),
    (
        "1.34",
        divided("limits.cpu", "2"),
        "api/value",
        "/spec/containers/0/env/0/valueFrom/resourceFieldRef/divisor",
        'spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor is "2", must be 1 or 1m for cpu',
    ),
    (
        "1.34",
        divided("limits.memory", "1024"),
        "api/value",
        "/spec/containers/0/env/0/valueFrom/resourceFieldRef/divisor",
        'spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor is "1024", must be 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi or 1Ei',
    ),
    (
        "1.34",
        at_field("metadata.labels['a b']"),
        "api/value",
        "/spec/containers/0/env/0/valueFrom/fieldRef/fieldPath",
        "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath must be metadata.name, metadata.namespace, metadata.uid, metadata.labels['KEY'], metadata.annotations['KEY'], spec.nodeName, spec.serviceAccountName, status.hostIP, status.hostIPs, status.podIP or status.podIPs",
    ),
    (
        "1.34",
        pod(os={"name": "windows"}, hostPID=True),
        "api/conflict",
        "/spec/hostPID",
        "spec.hostPID is true, must not be true where os.name is windows",
    ),
    (
        "1.34",
        pod(os={"name": "linux"}, securityContext={"windowsOptions": {"runAsUserName": "me"}}),
        "api/conflict",
        "/spec/securityContext/windowsOptions",
        "spec.securityContext.windowsOptions must not be set where os.name is linux",
    ),
    (
        "1.34",
        pod(securityContext={"windowsOptions": {"runAsUserName": "a@b"}}),
        "api/format",
        "/spec/securityContext/windowsOptions/runAsUserName",
        'spec.securityContext.windowsOptions.runAsUserName must be a user name or DOMAIN\\USER (at most 104 characters, not dots and blanks alone, without control characters and "/\\:;|=,+*?<>@[])',
    ),
    (
        "1.34",
        pod(securityContext=HOST_PROCESS),
        "api/conflict",
        "/spec",
        "spec must set hostNetwork to true where hostProcess is",
    ),
    (
        "1.34",
        pod(hostUsers=False, hostIPC=True),
        "api/conflict",
        "/spec/hostIPC",
        "spec.hostIPC is true, must not be true where hostUsers is false",
    ),
    (
        "1.34",
        pod_of(securityContext={"procMount": "Unmasked"}),
        "api/conflict",
        "/spec/containers/0/securityContext/procMount",
        'spec.containers[0].securityContext.procMount is "Unmasked", must be Default where hostUsers is not false',
    ),
    (
        "1.34",
        pod(restartPolicy="Never", containers=[container(resizePolicy=[RESIZE])]),
        "api/conflict",
        "/spec/containers/0/resizePolicy/0/restartPolicy",
        'spec.containers[0].resizePolicy[0].restartPolicy is "RestartContainer", must be NotRequired where the pod\'s restartPolicy is Never',
    ),
    (
        "1.34",
        pod_of(resources={"claims": [{"name": "gpu"}]}),
        "api/reference",
        "/spec/containers/0/resources/claims/0/name",
        'spec.containers[0].resources.claims[0].name is "gpu", must be one of the names in the pod\'s resourceClaims',
    ),
    (
        "1.34",
        pod(resourceClaims=[{"name": "gpu"}]),
        "api/one-of",
        "/spec/resourceClaims/0",
        "spec.resourceClaims[0] must set exactly one of resourceClaimName and resourceClaimTemplateName",
    ),
    (
        "1.34",
        pod(
            resources={"requests": {"cpu": "1"}}, containers=[container(resources={"requests": {"cpu": "2"}})]
        ),
        "api/conflict",
        "/spec/resources/requests/cpu",
        "spec.resources.requests.cpu must be at least the sum of the requests of the containers",
    ),
    (
        "1.34",
        pod(resources={"limits": {"ephemeral-storage": "1"}}),
        "api/name",
        "/spec/resources/limits/ephemeral-storage",
        "spec.resources.limits.ephemeral-storage is not a resource of pods, must be cpu, memory or hugepages-SIZE",
    ),
    (
        "1.34",
        annotated(COST, "1.5"),
        "api/format",
        "/metadata/annotations/controller.kubernetes.io~1pod-deletion-cost",
        'metadata.annotations["controller.kubernetes.io/pod-deletion-cost"] must be an integer from -2147483648 to 2147483647',
    ),
    (
        "1.34",
        annotated(f"{APP_ARMOR}nope", "unconfined"),
        "api/reference",
        "/metadata/annotations/container.apparmor.security.beta.kubernetes.io~1nope",
        'metadata.annotations["container.apparmor.security.beta.kubernetes.io/nope"] must name a container of the pod',
    ),
    (
        "1.34",
        spread({"app": "web"}),
        "api/conflict",
        "/spec/topologySpreadConstraints/0/matchLabelKeys/0",
        'spec.topologySpreadConstraints[0].matchLabelKeys[0] is "app", must not be a key of labelSelector as well',
    ),
    (
        "1.34",
        pod_of(env=[FROM_FILE]),
        "api/one-of",
        "/spec/containers/0/env/0/valueFrom",
        "spec.containers[0].env[0].valueFrom must set exactly one of fieldRef, resourceFieldRef, configMapKeyRef and secretKeyRef",
    ),
    (
        "1.33",
        spread({}),
        "api/conflict",
        "/spec/topologySpreadConstraints/0/matchLabelKeys/0",
        'spec.topologySpreadConstraints[0].matchLabelKeys[0] is "app", must not be a key of labelSelector as well',
    ),
    (
        "1.31",
        pod_of(env=[{"name": "1A", "value": "x"}]),
        "api/format",
        "/spec/containers/0/env/0/name",
        'spec.containers[0].env[0].name is "1A", must be letters, digits, "-", "_" and ".", not begin with a digit or ".."',
    ),
    (
        "1.33",
        pod_of(restartPolicy="Never"),
        "api/conflict",
        "/spec/containers/0/restartPolicy",
        'spec.containers[0].restartPolicy is "Never", must be set only for init containers',
    ),
    (
        "1.35",
        pod_of(restartPolicyRules=[RULE]),
        "api/required",
        "/spec/containers/0",
        "spec.containers[0] must set restartPolicy where restartPolicyRules are set",
    ),
    (
        "1.35",
        pod_of(env=[FROM_FILE]),
        "api/reference",
        "/spec/containers/0/env/0/valueFrom/fileKeyRef/volumeName",
        'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName is "v", must be the name of an emptyDir volume of the pod',
    ),
    (
        "1.36",
        pod(securityContext={"seLinuxChangePolicy": "MountOption"}),
        "api/value",
        "/spec/securityContext/seLinuxChangePolicy",
        'spec.securityContext.seLinuxChangePolicy is "MountOption", must be Recursive; MountOption comes with Kubernetes 1.37',
    ),
    (
        "1.32",
        pod_of(lifecycle={"preStop": {"sleep": {"seconds": 0}}}),
        "api/range",
        "/spec/containers/0/lifecycle/preStop/sleep/seconds",
        "spec.containers[0].lifecycle.preStop.sleep.seconds is 0, must be 1 or more",
    ),
]

GOOD: list[tuple[str, JsonObject]] = [
    ("1.34", volume(projected={"sources": [CONFIG, {"secret": {"name": "a"}}]})),
    ("1.34", volume(ephemeral={"volumeClaimTemplate": {"metadata": {"labels": {"a": "b"}}, "spec": CLAIM}})),
    ("1.34", volume(iscsi={**ISCSI, "targetPortal": "a" * 59, "initiatorName": IQN})),
    ("1.34", volume(iscsi={"targetPortal": "a", "iqn": IQN})),
    ("1.34", volume(iscsi={**ISCSI, "chapAuthSession": True, "secretRef": {"name": "a"}})),
    ("1.34", pod(volumes=[EPHEMERAL, {"name": "b", "persistentVolumeClaim": {"claimName": "it-b"}}])),
    ("1.34", pod(imagePullSecrets=[None])),
    ("1.34", divided("limits.cpu", "1000m")),
    ("1.34", divided("limits.memory", 1000)),
    ("1.34", divided("limits.memory", "1024Ki")),
    ("1.34", at_field("metadata.annotations['A/b']")),
    ("1.34", pod(os={"name": "windows"}, hostPID=False)),
    (
        "1.34",
        pod(
            os={"name": "windows"},
            securityContext={"windowsOptions": {"runAsUserName": "NT AUTHORITY\\SYSTEM"}},
        ),
    ),
    ("1.34", pod(hostNetwork=True, securityContext=HOST_PROCESS)),
    ("1.34", pod(hostUsers=True, hostIPC=True)),
    ("1.34", pod(hostUsers=False, containers=[container(securityContext={"procMount": "Unmasked"})])),
    ("1.34", pod(restartPolicy="OnFailure", containers=[container(resizePolicy=[RESIZE])])),
    (
        "1.34",
        pod(
            resourceClaims=[{"name": "gpu", "resourceClaimName": "x"}],
            containers=[container(resources={"claims": [{"name": "gpu"}]})],
        ),
    ),
    (
        "1.34",
        pod(
            resources={"requests": {"cpu": "2"}}, containers=[container(resources={"requests": {"cpu": "2"}})]
        ),
    ),
    ("1.34", annotated(COST, "-5")),
    ("1.34", annotated(f"{APP_ARMOR}web", "unconfined")),
    ("1.34", spread({})),
    ("1.34", pod_of(restartPolicy="Never")),
    ("1.34", pod_of(lifecycle={"preStop": {"sleep": {}}})),
    ("1.33", pod(resources={"limits": {"ephemeral-storage": "1"}})),
    ("1.32", pod(hostUsers=False, hostIPC=True)),
    ("1.32", pod_of(env=[{"name": "1A", "value": "x"}])),
    ("1.33", pod_of(resources={"claims": [{"name": "gpu"}]})),
    ("1.35", pod_of(restartPolicy="OnFailure", restartPolicyRules=[RULE])),
    ("1.37", pod(securityContext={"seLinuxChangePolicy": "MountOption"})),
    ("1.31", pod(affinity=None, topologySpreadConstraints=None)),
]


@pytest.mark.parametrize(("version", "body", "rule", "pointer", "message"), BAD)
def test_what_the_server_refuses(
    version: str, body: JsonObject, rule: str, pointer: str, message: str
) -> None:
    assert said(body, (version,)) == [(rule, pointer, message)]


@pytest.mark.parametrize(("version", "body"), GOOD)
def test_what_the_server_takes(version: str, body: JsonObject) -> None:
    assert said(body, (version,)) == []
