"""Which form the names of which kinds have, as data: kinds that are not here have a DNS name (subdomain).

Sources: `ValidateObjectMeta` in the validation.go of each group under pkg/apis of Kubernetes.
"""

from __future__ import annotations

from typing import Final

SUBDOMAIN: Final = "dns-subdomain"
LABEL: Final = "dns-label"
LETTER_LABEL: Final = "dns-1035-label"
SEGMENT: Final = "path-segment"
CONFIG_MAP_KEY: Final = "config-map-key"

_RBAC: Final = "rbac.authorization.k8s.io"

FORMS: Final[dict[tuple[str, str], str]] = {
    ("", "Namespace"): LABEL,
    ("", "Service"): LETTER_LABEL,
    ("apps", "StatefulSet"): LABEL,
    (_RBAC, "Role"): SEGMENT,
    (_RBAC, "RoleBinding"): SEGMENT,
    (_RBAC, "ClusterRole"): SEGMENT,
    (_RBAC, "ClusterRoleBinding"): SEGMENT,
    ("certificates.k8s.io", "CertificateSigningRequest"): SEGMENT,
    ("networking.k8s.io", "IPAddress"): SEGMENT,
    ("certificates.k8s.io", "ClusterTrustBundle"): SEGMENT,
    ("coordination.k8s.io", "LeaseCandidate"): CONFIG_MAP_KEY,
    ("apiregistration.k8s.io", "APIService"): SEGMENT,
    ("internal.apiserver.k8s.io", "StorageVersion"): SEGMENT,
    ("", "ComponentStatus"): SEGMENT,
    ("", "Event"): SEGMENT,
    ("policy", "PodDisruptionBudget"): SEGMENT,
}
"""(API group, kind) -> the named format of metadata.name."""

NAMELESS_GROUPS: Final = frozenset({"authentication.k8s.io", "authorization.k8s.io"})
"""Groups whose kinds are questions to the server, which have no name."""

NAMED_BY_SERVER: Final = frozenset({("", "LimitRange")})
"""Kinds that the server names when they have no name."""

_ASKED_OF_THE_CLUSTER = ("SelfSubjectAccess", "SelfSubjectRules", "SubjectAccess")

COUNTED_BY_SERVER: Final = frozenset(
    {
        *(("", kind) for kind in ("Pod", "PodTemplate", "ReplicationController")),
        *(("apps", kind) for kind in ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")),
        *(("batch", kind) for kind in ("Job", "CronJob")),
        ("discovery.k8s.io", "EndpointSlice"),
        *(("networking.k8s.io", kind) for kind in ("Ingress", "IngressClass", "NetworkPolicy")),
        ("policy", "PodDisruptionBudget"),
        ("scheduling.k8s.io", "PriorityClass"),
        *(("flowcontrol.apiserver.k8s.io", kind) for kind in ("FlowSchema", "PriorityLevelConfiguration")),
        *(("resource.k8s.io", kind) for kind in ("DeviceClass", "ResourceSlice", "DeviceTaintRule")),
        ("apiextensions.k8s.io", "CustomResourceDefinition"),
        ("authorization.k8s.io", "SelfSubjectRulesReview"),
    }
)
"""Kinds whose generation the server sets without a look at what it was."""

COUNTED_GROUPS: Final = frozenset({"admissionregistration.k8s.io", "authentication.k8s.io"})
"""Groups whose kinds are all like that."""

CLUSTER_SCOPED: Final = frozenset(
    {
        ("", "Namespace"),
        ("", "Node"),
        ("", "PersistentVolume"),
        ("", "ComponentStatus"),
        (_RBAC, "ClusterRole"),
        (_RBAC, "ClusterRoleBinding"),
        ("networking.k8s.io", "IngressClass"),
        ("networking.k8s.io", "IPAddress"),
        ("networking.k8s.io", "ServiceCIDR"),
        ("storage.k8s.io", "StorageClass"),
        ("storage.k8s.io", "CSIDriver"),
        ("storage.k8s.io", "CSINode"),
        ("storage.k8s.io", "VolumeAttachment"),
        ("storage.k8s.io", "VolumeAttributesClass"),
        ("storagemigration.k8s.io", "StorageVersionMigration"),
        ("scheduling.k8s.io", "PriorityClass"),
        ("node.k8s.io", "RuntimeClass"),
        ("apiextensions.k8s.io", "CustomResourceDefinition"),
        ("apiregistration.k8s.io", "APIService"),
        ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
        ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
        ("admissionregistration.k8s.io", "MutatingAdmissionPolicy"),
        ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"),
        *(("authentication.k8s.io", kind) for kind in ("SelfSubjectReview", "TokenReview")),
        *(("authorization.k8s.io", f"{kind}Review") for kind in _ASKED_OF_THE_CLUSTER),
        ("certificates.k8s.io", "CertificateSigningRequest"),
        ("certificates.k8s.io", "ClusterTrustBundle"),
        ("flowcontrol.apiserver.k8s.io", "FlowSchema"),
        ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"),
        ("internal.apiserver.k8s.io", "StorageVersion"),
        ("policy", "PodSecurityPolicy"),
        ("resource.k8s.io", "DeviceClass"),
        ("resource.k8s.io", "DeviceTaintRule"),
        ("resource.k8s.io", "ResourceSlice"),
    }
)
"""Kinds whose namespace the server drops without a look at it."""

LAST_STRICT_SERVICE: Final = (1, 35)
"""The last version that wants a letter at the start of a Service's name (KEP-5311)."""
