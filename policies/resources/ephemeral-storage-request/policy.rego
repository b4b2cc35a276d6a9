# METADATA
# scope: package
# title: Container without an ephemeral storage request
# description: |
#   Logs, emptyDirs and what containers write share the disk of the node. The scheduler counts only
#   what is asked for, and when the disk is full the pods that use more than they asked for are
#   evicted first. Containers and init containers of every workload are looked at. An init container
#   that ends before the others start needs none where these have one, since the pod's request is
#   the larger of both. What a LimitRange of the namespace gives, where the same cluster is sent
#   one, is not missing. Off unless a profile or the configuration turns it on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#local-ephemeral-storage
# custom:
#   severity: ignore
#   scope: resource
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   remediation: Set resources.requests.ephemeral-storage.
#   params:
#     ignore:
#       type: array
#       items: {type: string}
#       default: []
#       description: names of containers that need none
package gate.resources["ephemeral-storage-request"]

import data.gate.lib.compute

deny contains missing if {
	some missing in compute.without_request("ephemeral-storage", data.params["resources/ephemeral-storage-request"].ignore)
}
