"""Which relations are asked of which kind: one line a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from gate.model.json import JsonObject
from gate.validate.explain import Fault
from gate.validate.relations.pods import pod_faults
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
    ("", "Pod"): (pod_faults,),
    ("", "PodTemplate"): (pod_faults,),
    ("", "ReplicationController"): (pod_faults, replication_controller_faults),
    ("apps", "Deployment"): (pod_faults, selector_faults, deployment_faults),
    ("apps", "ReplicaSet"): (pod_faults, selector_faults, replica_set_faults),
    ("apps", "StatefulSet"): (pod_faults, selector_faults),
    ("apps", "DaemonSet"): (pod_faults, selector_faults, daemon_set_faults),
    ("batch", "Job"): (pod_faults, job_faults),
    ("batch", "CronJob"): (pod_faults, cron_job_faults),
}
