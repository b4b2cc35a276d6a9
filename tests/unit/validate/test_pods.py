"""What the API server says of pods beyond their schema; every verdict was asked of a server of 1.34."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.model.json import JsonObject, JsonValue
from gate.validate.relations.registry import PODS
from tests.unit.validate.resources import deployment, plain, said

Case = tuple[JsonObject, str, str, str]


def container(**fields: JsonValue) -> JsonObject:
    return {"name": "web", "image": "web:1", **fields}


def pod(**fields: JsonValue) -> JsonObject:
    containers: JsonValue = [container()]
    return plain("v1", "Pod", spec={"containers": containers, **fields})


def pod_of(**fields: JsonValue) -> JsonObject:
    return pod(containers=[container(**fields)])


def mounted(*mounts: JsonValue, **fields: JsonValue) -> JsonObject:
    return pod(
        volumes=[{"name": "data", "emptyDir": {}}],
        containers=[container(volumeMounts=list(mounts), **fields)],
    )


def volume(**source: JsonValue) -> JsonObject:
    return pod(volumes=[{"name": "data", **source}])


C = "/spec/containers/0"
IN = "spec.containers[0]"
TCP: JsonObject = {"tcpSocket": {"port": 80}}
MOUNT: JsonObject = {"name": "data", "mountPath": "/data"}
HOST_PORT: JsonObject = {"containerPort": 80, "hostPort": 8080}
SPREAD: JsonObject = {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}
OF_ENV: JsonObject = {"fieldRef": {"fieldPath": "metadata.name"}}
AS_LABEL = 'must be a DNS label (lower case letters, digits and "-", at most 63 characters)'

BAD: list[Case] = [
    (pod_of(name="Web"), "api/format", f"{C}/name", f'{IN}.name is "Web", {AS_LABEL}'),
    (pod_of(image=""), "api/required", f"{C}/image", f'{IN}.image is "", must not be empty'),
    (
        pod(containers=[{"name": "web"}]),
        "api/required",
        C,
        f"{IN} must set image",
    ),
    (
        pod_of(imagePullPolicy="always"),
        "api/value",
        f"{C}/imagePullPolicy",
        f'{IN}.imagePullPolicy is "always", must be Always, IfNotPresent or Never',
    ),
    (
        pod(containers=[container(), container()]),
        "api/duplicate",
        "/spec/containers/1/name",
        'spec.containers[1].name is "web" again, as spec.containers[0].name',
    ),
    (
        pod(initContainers=[container()]),
        "api/duplicate",
        "/spec/initContainers/0/name",
        'spec.initContainers[0].name is "web" again, as spec.containers[0].name',
    ),
    (
        pod(initContainers=[{"name": "init", "image": "x", "livenessProbe": TCP}]),
        "api/conflict",
        "/spec/initContainers/0/livenessProbe",
        "spec.initContainers[0].livenessProbe must not be set for init containers without restartPolicy Always",
    ),
    (
        pod_of(ports=[{"containerPort": 0}]),
        "api/range",
        f"{C}/ports/0/containerPort",
        f"{IN}.ports[0].containerPort is 0, must be between 1 and 65535",
    ),
    (
        pod_of(ports=[{"containerPort": 1, "name": "a"}, {"containerPort": 2, "name": "a"}]),
        "api/duplicate",
        f"{C}/ports/1/name",
        f'{IN}.ports[1].name is "a" again, as {IN}.ports[0].name',
    ),
    (
        pod_of(ports=[HOST_PORT, {**HOST_PORT, "containerPort": 81}]),
        "api/duplicate",
        f"{C}/ports/1/hostPort",
        f"{IN}.ports[1].hostPort is 8080 of the node again, as {IN}.ports[0].hostPort",
    ),
    (
        pod(hostNetwork=True, containers=[container(ports=[HOST_PORT])]),
        "api/conflict",
        f"{C}/ports/0/hostPort",
        f"{IN}.ports[0].hostPort is 8080, must be the containerPort (80) where hostNetwork is true",
    ),
    (
        pod_of(env=[{"name": "A", "value": "hidden", "valueFrom": OF_ENV}]),
        "api/one-of",
        f"{C}/env/0",
        f"{IN}.env[0] must set value or valueFrom, not both",
    ),
    (
        pod_of(envFrom=[{}]),
        "api/one-of",
        f"{C}/envFrom/0",
        f"{IN}.envFrom[0] must set exactly one of configMapRef and secretRef",
    ),
    (
        pod_of(livenessProbe={}),
        "api/one-of",
        f"{C}/livenessProbe",
        f"{IN}.livenessProbe must set exactly one of exec, httpGet, tcpSocket and grpc",
    ),
    (
        pod_of(livenessProbe={**TCP, "successThreshold": 2}),
        "api/range",
        f"{C}/livenessProbe/successThreshold",
        f"{IN}.livenessProbe.successThreshold is 2, must be 1 for liveness and startup probes",
    ),
    (
        pod_of(lifecycle={"preStop": {"sleep": {"seconds": 31}}}),
        "api/range",
        f"{C}/lifecycle/preStop/sleep/seconds",
        f"{IN}.lifecycle.preStop.sleep.seconds is 31, must be between 0 and terminationGracePeriodSeconds (30)",
    ),
    (
        pod_of(resources={"limits": {"memory": "1GB"}}),
        "api/format",
        f"{C}/resources/limits/memory",
        f'{IN}.resources.limits.memory is "1GB", must be a quantity such as 500m, 2, 128Mi or 1.5Gi',
    ),
    (
        pod_of(resources={"limits": {"cpu": "1"}, "requests": {"cpu": "1001m"}}),
        "api/conflict",
        f"{C}/resources/requests/cpu",
        f'{IN}.resources.requests.cpu is "1001m", must be at most the limit of "1"',
    ),
    (
        pod_of(resources={"limits": {"example.com/gpu": "1.5"}}),
        "api/format",
        f"{C}/resources/limits/example.com~1gpu",
        f'{IN}.resources.limits["example.com/gpu"] is "1.5", must be an integer for extended resources',
    ),
    (
        pod_of(resources={"requests": {"example.com/gpu": 1}}),
        "api/required",
        f"{C}/resources/requests/example.com~1gpu",
        f'{IN}.resources.requests["example.com/gpu"] must have the same amount in limits',
    ),
    (
        pod_of(securityContext={"privileged": True, "allowPrivilegeEscalation": False}),
        "api/conflict",
        f"{C}/securityContext",
        f"{IN}.securityContext must not set allowPrivilegeEscalation to false and privileged to true",
    ),
    (
        mounted({"name": "other", "mountPath": "/data"}),
        "api/reference",
        f"{C}/volumeMounts/0/name",
        f'{IN}.volumeMounts[0].name is "other", must be the name of one of the pod\'s volumes',
    ),
    (
        mounted(MOUNT, MOUNT),
        "api/duplicate",
        f"{C}/volumeMounts/1/mountPath",
        f'{IN}.volumeMounts[1].mountPath is "/data" again, as {IN}.volumeMounts[0].mountPath',
    ),
    (
        volume(emptyDir={}, hostPath={"path": "/x"}),
        "api/one-of",
        "/spec/volumes/0",
        "spec.volumes[0] must set one source only",
    ),
    (
        volume(configMap={"name": "it", "defaultMode": 777}),
        "api/range",
        "/spec/volumes/0/configMap/defaultMode",
        "spec.volumes[0].configMap.defaultMode is 777, must be a file mode from 0 to 0777 (511 in decimal)",
    ),
    (
        pod(dnsPolicy="None"),
        "api/required",
        "/spec",
        "spec must set dnsConfig with nameservers where dnsPolicy is None",
    ),
    (
        pod(dnsConfig={"nameservers": ["dns"]}),
        "api/format",
        "/spec/dnsConfig/nameservers/0",
        "spec.dnsConfig.nameservers[0] must be an IP address",
    ),
    (
        pod(tolerations=[{"value": "x"}]),
        "api/conflict",
        "/spec/tolerations/0",
        "spec.tolerations[0] must set operator to Exists where key is not set",
    ),
    (
        pod(topologySpreadConstraints=[SPREAD, SPREAD]),
        "api/duplicate",
        "/spec/topologySpreadConstraints/1",
        (
            "spec.topologySpreadConstraints[1] has the topologyKey and whenUnsatisfiable of "
            "spec.topologySpreadConstraints[0]"
        ),
    ),
    (
        pod(hostname="a.b"),
        "api/format",
        "/spec/hostname",
        f'spec.hostname is "a.b", {AS_LABEL}',
    ),
]

GOOD: list[JsonObject] = [
    pod_of(name="a" * 63, image="x:1", imagePullPolicy="", terminationMessagePolicy=None),
    pod_of(ports=[{"containerPort": 80, "name": "", "protocol": ""}, {"containerPort": 80}]),
    pod_of(ports=[HOST_PORT, {**HOST_PORT, "protocol": "UDP"}, {**HOST_PORT, "hostIP": "1.1.1.1"}]),
    pod_of(env=[{"name": "a b-c.d", "value": "", "valueFrom": OF_ENV}, {"name": "A", "valueFrom": None}]),
    pod_of(env=[{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['a/b']"}}}]),
    pod_of(livenessProbe={**TCP, "successThreshold": 0, "httpGet": None}),
    pod_of(readinessProbe={**TCP, "successThreshold": 2}, startupProbe=None, lifecycle=None),
    pod_of(resources={"limits": {"cpu": 1, "memory": ".5Gi"}, "requests": {"cpu": "1000m", "memory": "1e3"}}),
    pod_of(resources={"limits": {"example.com/gpu": "1000m"}, "requests": None}),
    pod_of(securityContext=None),
    pod_of(securityContext={"allowPrivilegeEscalation": False, "privileged": None, "capabilities": None}),
    mounted(MOUNT, {**MOUNT, "mountPath": "/a:b", "subPath": "..a"}),
    mounted({**MOUNT, "mountPropagation": "Bidirectional"}, securityContext={"privileged": True}),
    volume(),
    volume(emptyDir=None, hostPath=None, secret={"secretName": "it", "defaultMode": 511}),
    pod(initContainers=[{"name": "side", "image": "x", "restartPolicy": "Always", "livenessProbe": TCP}]),
    pod(dnsPolicy="None", dnsConfig={"nameservers": ["01.1.1.1", "::1"], "searches": ["_a.b", "."]}),
    pod(tolerations=[{"operator": "Exists"}, {"key": "a", "effect": "NoExecute", "tolerationSeconds": 5}]),
    pod(topologySpreadConstraints=[SPREAD, {**SPREAD, "whenUnsatisfiable": "ScheduleAnyway"}]),
    pod(terminationGracePeriodSeconds=-1, hostname="", serviceAccountName="a.b", securityContext=None),
    {**deployment(), "kind": "StatefulSet"},
]


@pytest.mark.parametrize(("body", "rule", "pointer", "message"), BAD, ids=[case[3][:60] for case in BAD])
def test_what_the_server_refuses_is_said_where_it_stands(
    body: JsonObject, rule: str, pointer: str, message: str
) -> None:
    assert said(body) == [(rule, pointer, message)]


@pytest.mark.parametrize("body", GOOD, ids=range(len(GOOD)))
def test_what_the_server_takes_is_no_finding(body: JsonObject) -> None:
    assert said(body) == []


def test_a_pod_template_is_judged_as_a_pod() -> None:
    (found,) = said(deployment({"volumeMounts": [MOUNT]}))
    assert found[:2] == ("api/reference", "/spec/template/spec/containers/0/volumeMounts/0/name")


def test_no_value_of_an_environment_variable_is_shown() -> None:
    found = said(pod_of(env=[{"name": "A=B", "value": "hidden", "valueFrom": OF_ENV}]))
    assert found
    assert not any("hidden" in message for _, _, message in found)


_VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(
        st.sampled_from(
            ["containers", "initContainers", "volumes", "name", "ports", "hostPort", "resources", "limits",
             "requests", "cpu", "securityContext", "sysctls", "dnsConfig", "nameservers", "volumeMounts",
             "volumeDevices", "lifecycle", "preStop", "sleep", "topologySpreadConstraints", "hostAliases",
             "projected", "sources", "configMap", "items", "ephemeral", "iscsi", "resourceClaims", "claims",
             "env", "valueFrom", "resourceFieldRef", "divisor", "annotations", "affinity", "podAffinity",
             "matchLabelKeys", "labelSelector", "matchExpressions", "windowsOptions", "resource"]
        ),
        inner,
        max_size=3,
    ),
    max_leaves=20,
)  # fmt: skip


@given(_VALUES)
def test_malformed_pods_are_no_crash(spec: JsonValue) -> None:
    for relation in PODS:
        for kind in ("Pod", "Deployment", "StatefulSet", "CronJob"):
            list(relation({"kind": kind, "metadata": spec, "spec": spec, "template": spec}))
        list(relation({"kind": "Pod", "spec": {"containers": [spec], "volumes": [spec]}}))
