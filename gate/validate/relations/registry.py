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
from gate.validate.relations.autoscaling import autoscaler_faults
from gate.validate.relations.configuration import config_map_faults, secret_faults
from gate.validate.relations.environment import divisor_faults, file_key_faults
from gate.validate.relations.host_processes import host_process_faults
from gate.validate.relations.jobs import cron_job_faults, job_faults
from gate.validate.relations.networking import (
    address_faults,
    endpoint_slice_faults,
    endpoints_faults,
    ingress_faults,
    policy_faults,
)
from gate.validate.relations.pod_resources import pod_resource_faults
from gate.validate.relations.pods import pod_faults
from gate.validate.relations.policy import limit_range_faults, priority_class_faults, quota_faults
from gate.validate.relations.resource_claims import resource_claim_faults
from gate.validate.relations.services import service_faults
from gate.validate.relations.spreading import (
    affinity_key_faults,
    spread_key_faults,
    unmerged_spread_key_faults,
)
from gate.validate.relations.storage import claim_faults, storage_class_faults, volume_faults
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
    ("", "Endpoints"): (endpoints_faults,),
    ("", "Pod"): PODS,
    ("", "PodTemplate"): PODS,
    ("", "ReplicationController"): (*PODS, replication_controller_faults),
    ("", "Secret"): (secret_faults,),
    ("", "Service"): (service_faults, address_faults),
    ("apps", "Deployment"): (*PODS, selector_faults, deployment_faults),
    ("apps", "ReplicaSet"): (*PODS, selector_faults, replica_set_faults),
    ("apps", "StatefulSet"): (*PODS, selector_faults),
    ("apps", "DaemonSet"): (*PODS, selector_faults, daemon_set_faults),
    ("batch", "Job"): (*PODS, job_faults),
    ("batch", "CronJob"): (*PODS, cron_job_faults),
    ("discovery.k8s.io", "EndpointSlice"): (endpoint_slice_faults,),
    ("networking.k8s.io", "Ingress"): (ingress_faults,),
    ("networking.k8s.io", "NetworkPolicy"): (policy_faults,),
    ("", "LimitRange"): (limit_range_faults,),
    ("", "PersistentVolume"): (volume_faults,),
    ("", "PersistentVolumeClaim"): (claim_faults,),
    ("", "ResourceQuota"): (quota_faults,),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"): (webhook_faults,),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"): (admission_policy_faults,),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"): (admission_binding_faults,),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"): (webhook_faults,),
    ("autoscaling", "HorizontalPodAutoscaler"): (autoscaler_faults,),
    ("scheduling.k8s.io", "PriorityClass"): (priority_class_faults,),
    ("storage.k8s.io", "StorageClass"): (storage_class_faults,),
}
"""(API group, kind) -> what is asked of it."""

SINCE: dict[Relation, str] = {
    affinity_key_faults: "1.31",
    file_key_faults: "1.35",
    pod_resource_faults: "1.34",
    resource_claim_faults: "1.34",
    spread_key_faults: "1.34",
    unmerged_spread_key_faults: "1.27",
}
"""The first Kubernetes version that asks, where not all do."""

UNTIL: dict[Relation, str] = {unmerged_spread_key_faults: "1.33"}
"""The last Kubernetes version that asks, where not all do."""
