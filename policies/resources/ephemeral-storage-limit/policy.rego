# METADATA
# scope: package
# title: Container without an ephemeral storage limit
# description: |
#   Logs, the writable layer and emptyDir volumes fill the disk of the node until it evicts pods;
#   with a limit, the pod that fills it is the one evicted. The rule is off unless a profile or the
#   configuration turns it on. Containers and init containers of every workload are looked at,
#   sidecars included; ephemeral containers may have no resources. A value of 0 or null is none.
#   What a LimitRange of the namespace gives, where the same cluster is sent one, is not missing.
#   Kubernetes documentation.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
# custom:
#   severity: ignore
#   scope: resource
#   kinds:
#     - CronJob
#     - DaemonSet
#     - Deployment
#     - Job
#     - Pod
#     - PodTemplate
#     - ReplicaSet
#     - ReplicationController
#     - StatefulSet
#   remediation: Set resources.limits.ephemeral-storage.
#   params:
#     ignore:
#       type: array
#       items: {type: string}
#       default: []
#       description: names of containers that need none, such as sidecars that are injected with their own
package gate.resources["ephemeral-storage-limit"]

import data.gate.lib.compute

deny contains missing if {
	some missing in compute.without_limit("ephemeral-storage", data.params["resources/ephemeral-storage-limit"].ignore)
}
