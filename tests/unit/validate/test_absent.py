from __future__ import annotations

import pytest

from gate.validate.absent import in_order
from tests.unit.validate.resources import findings, plain, said


@pytest.mark.parametrize(
    ("api_version", "kind", "pointer", "message", "remedy"),
    [
        ("v1", "Deployment", "/apiVersion", 'Deployment is in apps/v1, not in "v1"', "Write apiVersion: apps/v1."),
        ("apps/v1beta3", "Deployment", "/apiVersion", 'Deployment is in apps/v1, not in "apps/v1beta3"', "Write apiVersion: apps/v1."),
        ("app/v1", "Deployment", "/apiVersion", 'Deployment is in apps/v1, not in "app/v1"', "Write apiVersion: apps/v1."),
        ("networking/v1", "Ingress", "/apiVersion", 'Ingress is in networking.k8s.io/v1, not in "networking/v1"', "Write apiVersion: networking.k8s.io/v1."),
        ("v2", "Service", "/apiVersion", 'Service is in v1, not in "v2"', "Write apiVersion: v1."),
        ("autoscaling/v3", "HorizontalPodAutoscaler", "/apiVersion", 'HorizontalPodAutoscaler is in autoscaling/v2 or autoscaling/v1, not in "autoscaling/v3"', "Write apiVersion: autoscaling/v2."),
        ("v1", "Pods", "/kind", 'v1 has no kind "Pods" (did you mean "Pod"?)', "Write kind: Pod."),
        ("apps/v1", "deployment", "/kind", 'apps/v1 has no kind "deployment" (did you mean "Deployment"?)', "Write kind: Deployment."),
        ("v1", "StatefulSets", "/kind", 'v1 has no kind "StatefulSets" (did you mean "StatefulSet" of apps/v1?)', "Write kind: StatefulSet and apiVersion: apps/v1."),
        ("v1", "Route", "/kind", 'Kubernetes has no kind "Route" in "v1"', "Correct the spelling of kind and apiVersion."),
        ("a/b/c", "../../etc/passwd", "/kind", 'Kubernetes has no kind "../../etc/passwd" in "a/b/c"', "Correct the spelling of kind and apiVersion."),
        ("v1", "DeleteOptions", "/kind", 'Kubernetes has no kind "DeleteOptions" in "v1"', "Correct the spelling of kind and apiVersion."),
        ("rbac.authorisation.k8s.io/v1", "ClusterRole", "/apiVersion", 'ClusterRole is in rbac.authorization.k8s.io/v1, not in "rbac.authorisation.k8s.io/v1"', "Write apiVersion: rbac.authorization.k8s.io/v1."),
    ],
)  # fmt: skip
def test_a_misspelt_kind_or_version_is_an_error_with_the_nearest(
    api_version: str, kind: str, pointer: str, message: str, remedy: str
) -> None:
    (finding,) = findings(plain(api_version, kind))
    assert (finding.rule, finding.severity) == ("schema/unknown-kind", "error")
    assert (finding.pointer, finding.message, finding.remedy) == (pointer, message, remedy)


@pytest.mark.parametrize(
    ("api_version", "kind", "gone_in", "remedy"),
    [
        ("extensions/v1beta1", "Ingress", "1.22", "Use networking.k8s.io/v1."),
        ("extensions/v1beta1", "Deployment", "1.16", "Use apps/v1."),
        ("apps/v1beta2", "StatefulSet", "1.16", "Use apps/v1."),
        ("batch/v1beta1", "CronJob", "1.25", "Use batch/v1."),
        ("policy/v1beta1", "PodDisruptionBudget", "1.25", "Use policy/v1."),
        ("policy/v1beta1", "PodSecurityPolicy", "1.25", "Use the pod-security.kubernetes.io labels of the namespace (Pod Security Admission)."),
        ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "1.22", "Use apiextensions.k8s.io/v1."),
        ("settings.k8s.io/v1alpha1", "PodPreset", "1.20", "Use a mutating admission policy."),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "1.26", "Use autoscaling/v2."),
        ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", "1.32", "Use flowcontrol.apiserver.k8s.io/v1."),
        ("networking.k8s.io/v1alpha1", "ClusterCIDR", "1.29", "Remove it: nothing replaces it."),
    ],
)  # fmt: skip
def test_a_removed_api_says_when_it_went_and_what_replaces_it(
    api_version: str, kind: str, gone_in: str, remedy: str
) -> None:
    (finding,) = findings(plain(api_version, kind), ("1.33", "1.37"))
    assert (finding.rule, finding.severity) == ("schema/removed-api", "error")
    assert finding.message == f"{api_version} {kind} was removed in Kubernetes {gone_in}"
    assert (finding.pointer, finding.remedy) == ("/apiVersion", remedy)
    assert finding.kubernetes_versions == ("1.33", "1.37")


def test_an_api_that_goes_between_two_versions_is_deprecated_in_one_and_removed_in_the_other() -> None:
    body = plain("autoscaling/v2beta2", "HorizontalPodAutoscaler", spec={"maxReplicas": 2, "scaleTargetRef": {"kind": "Deployment", "name": "web"}})  # fmt: skip
    assert [
        (finding.rule, finding.severity, finding.kubernetes_versions)
        for finding in findings(body, ("1.25", "1.26", "1.27"))
    ] == [
        ("schema/deprecated-api", "warning", ("1.25",)),
        ("schema/removed-api", "error", ("1.26", "1.27")),
    ]


def test_an_api_that_is_yet_to_come_says_when() -> None:
    (finding,) = findings(plain("resource.k8s.io/v1", "ResourceClaim", spec={}), ("1.33", "1.34"))
    assert finding.rule == "schema/unknown-kind"
    assert finding.message == "resource.k8s.io/v1 ResourceClaim comes with Kubernetes 1.34"
    assert (finding.pointer, finding.kubernetes_versions) == ("/apiVersion", ("1.33",))
    assert finding.remedy == "Use resource.k8s.io/v1beta2."


def test_a_group_that_is_yet_to_come_is_not_a_third_party() -> None:
    assert said(plain("lifecycle.k8s.io/v1alpha1", "EvictionRequest"), ("1.30",)) == [
        (
            "schema/unknown-kind",
            "/apiVersion",
            "lifecycle.k8s.io/v1alpha1 EvictionRequest comes with Kubernetes 1.37",
        )
    ]


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [
        ("kustomize.config.k8s.io/v1beta1", "Kustomization"),
        ("kustomize.config.k8s.io/v1alpha1", "Component"),
        ("builtin", "LabelTransformer"),
    ],
)
def test_what_kustomize_reads_is_not_for_a_cluster(api_version: str, kind: str) -> None:
    (finding,) = findings(plain(api_version, kind))
    assert (finding.rule, finding.pointer) == ("schema/unknown-kind", "/kind")
    assert (
        finding.message == f"{kind} ({api_version}) is read by kustomize; no cluster takes it as a resource"
    )


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [
        ("helm.toolkit.fluxcd.io/v2", "HelmRelease"),
        ("gateway.networking.k8s.io/v1", "Gateway"),
        ("autoscaling.k8s.io/v1", "VerticalPodAutoscaler"),
        ("authorization.openshift.io/v1", "RoleBinding"),
        ("batch.volcano.sh/v1alpha1", "Job"),
        ("networking.internal.knative.dev/v1alpha1", "Ingress"),
    ],
)
def test_a_third_party_kind_without_a_schema_is_a_warning(api_version: str, kind: str) -> None:
    (finding,) = findings(plain(api_version, kind, spec={}))
    assert (finding.rule, finding.severity, finding.unjudged) == ("schema/missing", "warning", False)
    assert finding.message == f"no schema for {kind} {api_version}: not validated"
    assert (
        finding.remedy
        == "Add its CustomResourceDefinition with `gate schemas add`, or give its folder with --schemas."
    )
    assert (finding.pointer, finding.kubernetes_versions) == ("", ())


def test_the_stable_and_newest_version_comes_first() -> None:
    assert in_order(["g/v1alpha1", "g/v1", "g/v1beta2", "g/v2", "g/v10", "g/v1beta10", "g/x"]) == [
        "g/v10",
        "g/v2",
        "g/v1",
        "g/v1beta10",
        "g/v1beta2",
        "g/v1alpha1",
        "g/x",
    ]
