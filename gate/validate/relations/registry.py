"""Which relations are asked of which kind: one line a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from gate.model.json import JsonObject
from gate.validate.explain import Fault
from gate.validate.relations.admission import (
    admission_binding_faults,
    admission_policy_faults,
    webhook_faults,
)
from gate.validate.relations.annotations import pod_annotation_faults
from gate.validate.relations.autoscaling import autoscaler_faults, scale_to_zero_faults, tolerance_faults
from gate.validate.relations.certificates import request_faults, trust_bundle_faults
from gate.validate.relations.cluster import (
    api_service_faults,
    event_faults,
    node_faults,
    priority_level_faults,
)
from gate.validate.relations.configuration import config_map_faults, secret_faults
from gate.validate.relations.devices import claim_request_faults, slice_faults, template_request_faults
from gate.validate.relations.environment import divisor_faults, file_key_faults
from gate.validate.relations.host_processes import host_process_faults
from gate.validate.relations.jobs import cron_job_faults, job_faults
from gate.validate.relations.networking import (
    address_faults,
    endpoint_slice_faults,
    endpoints_faults,
    ingress_faults,
    ip_address_faults,
    policy_faults,
    service_range_faults,
)
from gate.validate.relations.pod_resources import pod_resource_faults
from gate.validate.relations.pods import pod_faults
from gate.validate.relations.policy import (
    limit_range_faults,
    priority_class_faults,
    quota_faults,
    quota_scope_faults,
    runtime_class_faults,
)
from gate.validate.relations.resource_claims import resource_claim_faults
from gate.validate.relations.reviews import local_review_faults
from gate.validate.relations.services import service_annotation_faults, service_faults
from gate.validate.relations.spreading import (
    affinity_key_faults,
    spread_key_faults,
    unmerged_spread_key_faults,
)
from gate.validate.relations.storage import (
    attributes_class_faults,
    capacity_faults,
    claim_faults,
    csi_driver_faults,
    csi_node_faults,
    parameter_faults,
    storage_class_faults,
    volume_faults,
)
from gate.validate.relations.strictness import (
    strict_endpoints_faults,
    strict_node_faults,
    strict_policy_faults,
    strict_service_faults,
    strict_slice_faults,
)
from gate.validate.relations.volumes import pod_volume_faults
from gate.validate.relations.workloads import (
    daemon_set_faults,
    deployment_faults,
    replica_set_faults,
    replication_controller_faults,
    selector_faults,
)

Relation: TypeAlias = Callable[[JsonObject], Iterator[Fault]]

PODS: tuple[Relation, ...] = (
    pod_faults,
    pod_volume_faults,
    pod_annotation_faults,
    divisor_faults,
    file_key_faults,
    host_process_faults,
    affinity_key_faults,
    spread_key_faults,
    unmerged_spread_key_faults,
    resource_claim_faults,
    pod_resource_faults,
)
"""What is asked of a pod, and of the pod of every kind that makes some."""

RELATIONS: dict[tuple[str, str], tuple[Relation, ...]] = {
    ("", "ConfigMap"): (config_map_faults,),
    ("", "Endpoints"): (endpoints_faults, strict_endpoints_faults),
    ("", "Pod"): PODS,
    ("", "PodTemplate"): PODS,
    ("", "ReplicationController"): (*PODS, replication_controller_faults),
    ("", "Secret"): (secret_faults,),
    ("", "Service"): (service_faults, service_annotation_faults, address_faults, strict_service_faults),
    ("apps", "Deployment"): (*PODS, selector_faults, deployment_faults),
    ("apps", "ReplicaSet"): (*PODS, selector_faults, replica_set_faults),
    ("apps", "StatefulSet"): (*PODS, selector_faults),
    ("apps", "DaemonSet"): (*PODS, selector_faults, daemon_set_faults),
    ("batch", "Job"): (*PODS, job_faults),
    ("batch", "CronJob"): (*PODS, cron_job_faults),
    ("discovery.k8s.io", "EndpointSlice"): (endpoint_slice_faults, strict_slice_faults),
    ("networking.k8s.io", "Ingress"): (ingress_faults,),
    ("networking.k8s.io", "NetworkPolicy"): (policy_faults, strict_policy_faults),
    ("", "LimitRange"): (limit_range_faults,),
    ("", "PersistentVolume"): (volume_faults,),
    ("", "PersistentVolumeClaim"): (claim_faults, attributes_class_faults),
    ("", "Node"): (node_faults, strict_node_faults),
    ("", "Event"): (event_faults,),
    ("events.k8s.io", "Event"): (event_faults,),
    ("apiregistration.k8s.io", "APIService"): (api_service_faults,),
    ("authorization.k8s.io", "LocalSubjectAccessReview"): (local_review_faults,),
    ("certificates.k8s.io", "CertificateSigningRequest"): (request_faults,),
    ("certificates.k8s.io", "ClusterTrustBundle"): (trust_bundle_faults,),
    ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"): (priority_level_faults,),
    ("networking.k8s.io", "IPAddress"): (ip_address_faults,),
    ("networking.k8s.io", "ServiceCIDR"): (service_range_faults,),
    ("node.k8s.io", "RuntimeClass"): (runtime_class_faults,),
    ("resource.k8s.io", "ResourceClaim"): (claim_request_faults,),
    ("resource.k8s.io", "ResourceClaimTemplate"): (template_request_faults,),
    ("resource.k8s.io", "ResourceSlice"): (slice_faults,),
    ("storage.k8s.io", "CSIDriver"): (csi_driver_faults,),
    ("storage.k8s.io", "CSINode"): (csi_node_faults,),
    ("storage.k8s.io", "CSIStorageCapacity"): (capacity_faults,),
    ("storage.k8s.io", "VolumeAttributesClass"): (parameter_faults,),
    ("", "ResourceQuota"): (quota_faults, quota_scope_faults),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicy"): (admission_policy_faults,),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"): (admission_binding_faults,),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"): (webhook_faults,),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"): (admission_policy_faults,),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"): (admission_binding_faults,),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"): (webhook_faults,),
    ("autoscaling", "HorizontalPodAutoscaler"): (autoscaler_faults, scale_to_zero_faults, tolerance_faults),
    ("scheduling.k8s.io", "PriorityClass"): (priority_class_faults,),
    ("storage.k8s.io", "StorageClass"): (storage_class_faults,),
}
"""(API group, kind) -> what is asked of it."""

SINCE: dict[Relation, str] = {
    scale_to_zero_faults: "1.37",
    spread_key_faults: "1.34",
    strict_endpoints_faults: "1.36",
    strict_node_faults: "1.36",
    strict_policy_faults: "1.36",
    strict_service_faults: "1.36",
    strict_slice_faults: "1.36",
    unmerged_spread_key_faults: "1.27",
}
"""The first Kubernetes version that asks, where not all that keep the fields do (see `dropping`)."""

UNTIL: dict[Relation, str] = {unmerged_spread_key_faults: "1.33"}
"""The last Kubernetes version that asks, where not all do."""
