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
from gate.validate.relations.autoscaling import autoscaler_faults
from gate.validate.relations.configuration import config_map_faults, secret_faults
from gate.validate.relations.networking import (
    address_faults,
    endpoint_slice_faults,
    endpoints_faults,
    ingress_faults,
    policy_faults,
)
from gate.validate.relations.pods import pod_faults
from gate.validate.relations.policy import limit_range_faults, priority_class_faults, quota_faults
from gate.validate.relations.services import service_faults
from gate.validate.relations.storage import claim_faults, storage_class_faults, volume_faults
from gate.validate.relations.workloads import (
    cron_job_faults,
    daemon_set_faults,
    deployment_faults,
    job_faults,
    replica_set_faults,
    replication_controller_faults,
    selector_faults,
)

Relation: TypeAlias = Callable[[JsonObject], Iterator[Fault]]

RELATIONS: dict[tuple[str, str], tuple[Relation, ...]] = {
    ("", "ConfigMap"): (config_map_faults,),
    ("", "Endpoints"): (endpoints_faults,),
    ("", "Pod"): (pod_faults,),
    ("", "PodTemplate"): (pod_faults,),
    ("", "ReplicationController"): (pod_faults, replication_controller_faults),
    ("", "Secret"): (secret_faults,),
    ("", "Service"): (service_faults, address_faults),
    ("apps", "Deployment"): (pod_faults, selector_faults, deployment_faults),
    ("apps", "ReplicaSet"): (pod_faults, selector_faults, replica_set_faults),
    ("apps", "StatefulSet"): (pod_faults, selector_faults),
    ("apps", "DaemonSet"): (pod_faults, selector_faults, daemon_set_faults),
    ("batch", "Job"): (pod_faults, job_faults),
    ("batch", "CronJob"): (pod_faults, cron_job_faults),
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

SINCE: dict[Relation, str] = {}
"""The first Kubernetes version that asks, where not all do."""
