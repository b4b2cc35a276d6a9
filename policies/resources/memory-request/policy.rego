# METADATA
# scope: package
# title: Container without a memory request
# description: |
#   The scheduler places a pod by its requests: without one for memory it lands on a node that may
#   not have any, and is among the first to be evicted when memory runs short. Containers and init
#   containers of every workload are looked at, sidecars included; ephemeral containers may have no
#   resources. An init container that ends before the others start needs none where these have one,
#   since the pod's request is the larger of both. A request that is missing is copied from the
#   limit; resources of the whole pod count too. A value of 0 or null is none. What a LimitRange of
#   the namespace gives, where the same cluster is sent one, is not missing. Kubernetes
#   documentation.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-requests-and-limits-of-pod-and-container
# custom:
#   severity: error
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
#   remediation: Set resources.requests.memory to what the container needs in normal work.
#   params:
#     ignore:
#       type: array
#       items: {type: string}
#       default: []
#       description: names of containers that need none, such as sidecars that are injected with their own
package gate.resources["memory-request"]

import data.gate.lib.compute

deny contains missing if {
	some missing in compute.without_request("memory", data.params["resources/memory-request"].ignore)
}
