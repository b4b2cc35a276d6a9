"""Names that point nowhere, and keys and ports that what they name does not have."""

from __future__ import annotations

import pytest

from gate.config.settings import External
from gate.model.finding import Location
from tests.unit.validate.references.scenes import (
    CONFIG_MAP,
    POD,
    SECRET,
    judged,
    left_open,
    named,
    pod,
    reads,
    rules,
    said,
    target,
)

FIELD = "/spec/containers/0/envFrom/0/configMapRef/name"
SOME_SECRET = named(SECRET, "other")


def test_a_name_that_is_nowhere_is_told_where_it_stands() -> None:
    assert said(reads("settings")) == [
        (
            "ref/missing-config-map",
            FIELD,
            'spec.containers[0].envFrom[0].configMapRef.name is "settings", but no target has that ConfigMap',
        )
    ]


def test_a_name_that_is_there_is_right() -> None:
    assert said(reads("settings"), named(CONFIG_MAP, "settings")) == []


def test_a_misspelt_name_is_told_the_one_that_was_meant() -> None:
    ((_, _, message),) = said(reads("settngs"), named(CONFIG_MAP, "settings"))
    assert message.endswith('has that ConfigMap (did you mean "settings"?)')


def test_the_same_name_in_another_namespace_is_not_it() -> None:
    ((_, _, message),) = said(reads("settings", "shop"), named(CONFIG_MAP, "settings", "cart"))
    assert message.endswith('has that ConfigMap in namespace "shop" (namespace "cart" has one)')


def test_a_namespace_that_only_the_applier_knows_may_be_any() -> None:
    assert said(reads("settings", "shop"), named(CONFIG_MAP, "settings")) == []
    assert said(reads("settings"), named(CONFIG_MAP, "settings", "shop")) == []


@pytest.mark.parametrize(
    ("field", "rule", "pointer"),
    [
        ("env: [{name: A, valueFrom: {configMapKeyRef: {name: x, key: k}}}]", "config-map", "containers/0/env/0/valueFrom/configMapKeyRef/name"),
        ("env: [{name: A, valueFrom: {secretKeyRef: {name: x, key: k}}}]", "secret", "containers/0/env/0/valueFrom/secretKeyRef/name"),
        ("envFrom: [{secretRef: {name: x}}]", "secret", "containers/0/envFrom/0/secretRef/name"),
    ],
)  # fmt: skip
def test_fields_of_containers(field: str, rule: str, pointer: str) -> None:
    ((found, at, _),) = said(pod(field), SOME_SECRET)
    assert (found, at) == (f"ref/missing-{rule}", f"/spec/{pointer}")
    optional = field.replace("name: x", "name: x, optional: true")
    assert said(pod(optional), SOME_SECRET) == []


@pytest.mark.parametrize(
    ("spec", "rule", "pointer"),
    [
        ("volumes: [{name: v, configMap: {name: x}}]", "config-map", "volumes/0/configMap/name"),
        ("volumes: [{name: v, secret: {secretName: x}}]", "secret", "volumes/0/secret/secretName"),
        ("volumes: [{name: v, projected: {sources: [{secret: {name: x}}]}}]", "secret", "volumes/0/projected/sources/0/secret/name"),
        ("volumes: [{name: v, persistentVolumeClaim: {claimName: x}}]", "volume-claim", "volumes/0/persistentVolumeClaim/claimName"),
        ("serviceAccountName: x", "service-account", "serviceAccountName"),
        ("imagePullSecrets: [{name: x}]", "pull-secret", "imagePullSecrets/0/name"),
        ("initContainers: [{name: i, envFrom: [{configMapRef: {name: x}}]}]", "config-map", "initContainers/0/envFrom/0/configMapRef/name"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("apiVersion: apps/v1, kind: StatefulSet", "spec: {template: {SPEC}}"),
        ("apiVersion: batch/v1, kind: CronJob", "spec: {jobTemplate: {spec: {template: {SPEC}}}}"),
        ("apiVersion: argoproj.io/v1alpha1, kind: Rollout", "spec: {template: {SPEC}}"),
    ],
)
def test_fields_of_pods_in_whatever_runs_them(
    spec: str, rule: str, pointer: str, kind: str, place: str
) -> None:
    inner = f"spec: {{containers: [], {spec}}}"
    manifest = f"{{{kind}, metadata: {{name: web}}, {place.replace('SPEC', inner)}}}"
    ((found, at, _),) = said(manifest, SOME_SECRET)
    assert found == f"ref/missing-{rule}"
    assert at.endswith(f"/template/spec/{pointer}")


def test_keys_that_are_not_there() -> None:
    needs = pod("env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: levl}}}]")
    assert said(needs, named(CONFIG_MAP, "settings")) == [
        (
            "ref/missing-key",
            "/spec/containers/0/env/0/valueFrom/configMapKeyRef/key",
            (
                "spec.containers[0].env[0].valueFrom.configMapKeyRef.key is "
                '"levl", a key that ConfigMap settings does not have (did you mean "level"?)'
            ),
        )
    ]
    assert said(needs.replace("levl", "level"), named(CONFIG_MAP, "settings")) == []


@pytest.mark.parametrize(
    "filled",
    [
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}",
        (
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, annotations: "
            "{service.beta.openshift.io/inject-cabundle: 'true'}}, data: {a: b}}"
        ),
        "{apiVersion: trust.cert-manager.io/v1alpha1, kind: Bundle, metadata: {name: settings}}",
    ],
)
def test_keys_that_something_in_the_cluster_fills_in_are_not_asked_for(filled: str) -> None:
    needs = pod("env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: ca.crt}}}]")
    assert said(needs, filled) == []


@pytest.mark.parametrize(
    "maker",
    [
        "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: x}, spec: {target: {name: db}}}",
        "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: db}, spec: {}}",
        "{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: db}, spec: {}}",
        "{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: x}, spec: {secretName: db}}",
        "{apiVersion: isindir.github.com/v1alpha3, kind: SopsSecret, metadata: {name: x}, spec: {secretTemplates: [{name: a}, {name: db}]}}",
        "{apiVersion: secrets.hashicorp.com/v1beta1, kind: VaultStaticSecret, metadata: {name: x}, spec: {destination: {name: db}}}",
        "{apiVersion: v1, kind: Service, metadata: {name: x, annotations: {service.beta.openshift.io/serving-cert-secret-name: db}}, spec: {}}",
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: x, annotations: {cert-manager.io/cluster-issuer: a}}, spec: {tls: [{secretName: db}]}}",
        "{apiVersion: v1, kind: Secret, metadata: {name: db, namespace: elsewhere, annotations: {reflector.v1.k8s.emberstack.com/reflection-auto-enabled: 'true'}}}",
    ],
)  # fmt: skip
def test_secrets_that_a_controller_makes_are_there(maker: str) -> None:
    assert (
        rules(judged({"web": f"{pod('envFrom: [{secretRef: {name: db}}]', namespace='shop')}\n---\n{maker}"}))
        == []
    )


def test_a_secret_that_is_pushed_out_of_the_cluster_makes_none() -> None:
    push = (
        "{apiVersion: external-secrets.io/v1alpha1, kind: PushSecret, metadata: {name: db}, "
        "spec: {selector: {secret: {name: db}}}}"
    )
    assert rules(
        judged({"web": f"{pod('envFrom: [{secretRef: {name: db}}]')}\n---\n{push}\n---\n{SOME_SECRET}"})
    ) == ["ref/missing-secret"]


@pytest.mark.parametrize(
    "fields",
    [
        "serviceAccountName: default",
        "volumes: [{name: v, configMap: {name: kube-root-ca.crt}}]",
        "priorityClassName: system-cluster-critical",
    ],
)
def test_what_every_cluster_has_is_there(fields: str) -> None:
    manifest = f"{{apiVersion: v1, kind: Pod, metadata: {{name: web}}, spec: {{containers: [], {fields}}}}}"
    assert judged({"web": manifest}).findings == ()


def test_a_repository_without_secrets_leaves_them_to_others_and_that_is_told() -> None:
    outcome = judged({"web": pod("envFrom: [{secretRef: {name: db}}]")})
    assert rules(outcome) == []
    assert left_open(outcome) == [("web", "references not judged: Secret db (no target has any Secret)")]


def test_a_name_that_is_filled_in_later_is_left_open() -> None:
    outcome = judged({"web": reads("'${APP}-settings'")})
    assert left_open(outcome) == [
        ("web", "references not judged: ConfigMap ${APP}-settings (the name is filled in later)")
    ]
    assert said(reads("settings"), named(CONFIG_MAP, "'${APP}'")) == []


SERVICE = (
    "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, "
    "ports: [{name: http, port: 80, targetPort: 8080}]}}"
)
INGRESS = (
    "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, "
    "spec: {defaultBackend: {service: {name: web, port: PORT}}}}"
)


@pytest.mark.parametrize("port", ["{name: http}", "{number: 80}"])
def test_a_port_that_the_service_has(port: str) -> None:
    assert said(POD, SERVICE, INGRESS.replace("PORT", port)) == []


@pytest.mark.parametrize(
    ("port", "field", "shown"), [("{name: web}", "name", '"web"'), ("{number: 8080}", "number", "8080")]
)
def test_a_port_that_the_service_has_not(port: str, field: str, shown: str) -> None:
    assert said(POD, SERVICE, INGRESS.replace("PORT", port)) == [
        (
            "ref/missing-service-port",
            f"/spec/defaultBackend/service/port/{field}",
            (
                f"spec.defaultBackend.service.port.{field} is {shown}, a port that Service web does not have "
                "(it has http (80))"
            ),
        )
    ]


def test_a_backend_that_an_annotation_describes_is_no_service() -> None:
    assert (
        said(
            INGRESS.replace("PORT", "{name: use-annotation}").replace(
                "name: web, port", "name: redirect, port"
            )
        )
        == []
    )


def test_routes_name_services_in_other_namespaces() -> None:
    route = (
        "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: web, namespace: edge}, spec: "
        "{rules: [{backendRefs: [{name: web, namespace: shop, port: 81}, {name: b, kind: Bucket, group: s3.example.com}]}]}}"
    )
    service = SERVICE.replace("{name: web}", "{name: web, namespace: shop}")
    ((rule, pointer, _),) = said(route, service, POD)
    assert (rule, pointer) == ("ref/missing-service-port", "/spec/rules/0/backendRefs/0/port")
    assert said(route.replace("81", "80"), service, POD) == []


def test_a_webhook_means_port_443_where_it_says_none() -> None:
    hook = (
        "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: web}, "
        "webhooks: [{name: a.example.com, clientConfig: {service: {name: web, namespace: shop}}}]}"
    )
    service = SERVICE.replace("{name: web}", "{name: web, namespace: shop}")
    ((rule, pointer, message),) = said(hook, service, POD)
    assert (rule, pointer) == ("ref/missing-service-port", "/webhooks/0/clientConfig/service/name")
    assert message == (
        "webhooks[0].clientConfig.service.name has no port and so means 443, a port that Service web does not have "
        "(it has http (80))"
    )


BINDING = (
    "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b, namespace: shop}, "
    "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: KIND, name: reader}, subjects: []}"
)
ROLE = "{apiVersion: rbac.authorization.k8s.io/v1, kind: KIND, metadata: {name: reader, namespace: shop}, rules: []}"


def test_a_role_of_the_other_kind_is_not_it() -> None:
    other = ROLE.replace("KIND", "ClusterRole").replace("name: reader", "name: other")
    assert (
        rules(judged({"web": f"{BINDING.replace('KIND', 'Role')}\n---\n{ROLE.replace('KIND', 'Role')}"}))
        == []
    )
    ((rule, pointer, _),) = said(BINDING.replace("KIND", "ClusterRole"), ROLE.replace("KIND", "Role"), other)
    assert (rule, pointer) == ("ref/missing-role", "/roleRef/name")


def test_scale_targets_go_by_group_and_kind() -> None:
    scaler = (
        "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, "
        "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: KIND, name: web}}}"
    )
    workload = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: {}}"
    assert said(scaler.replace("KIND", "StatefulSet"), workload) == []
    ((rule, pointer, _),) = said(scaler.replace("KIND", "Deployment"), workload)
    assert (rule, pointer) == ("ref/missing-scale-target", "/spec/scaleTargetRef/name")


def test_malformed_fields_are_no_references() -> None:
    for spec in (
        "3",
        "[]",
        "{containers: 3}",
        "{containers: [3, {env: {a: b}, envFrom: [3]}], volumes: [[]]}",
    ):
        manifest = f"{{apiVersion: v1, kind: Pod, metadata: {{name: web}}, spec: {spec}}}"
        assert judged({"web": manifest}).findings == ()


def test_an_external_is_there() -> None:
    external = External("ConfigMap", "team-*", "shop", Location(".gate.yaml", 2, 5))
    assert said(reads("team-settings", "shop"), externals=[external]) == []
    assert len(said(reads("team-settings", "cart"), externals=[external], whole=False)) == 1


def test_one_cluster_finds_what_its_other_targets_have() -> None:
    here, there = target("web", cluster="production"), target("platform", cluster="production")
    assert (
        judged({here: reads("settings", "shop"), there: named(CONFIG_MAP, "settings", "shop")}).findings == ()
    )
