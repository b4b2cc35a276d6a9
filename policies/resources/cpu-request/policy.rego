# METADATA
# scope: package
# title: Container without a CPU request
# description: |
#   CPU is shared out by requests: a container without one gets next to nothing on a busy node, and
#   neither the scheduler nor an autoscaler knows what it needs. Containers and init containers of
#   every workload are looked at, sidecars included; ephemeral containers may have no resources. An
#   init container that ends before the others start needs none where these have one, since the
#   pod's request is the larger of both. A request that is missing is copied from the limit;
#   resources of the whole pod count too. A value of 0 or null is none. What a LimitRange of the
#   namespace gives, where the same cluster is sent one, is not missing. Kubernetes documentation.
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
#   remediation: Set resources.requests.cpu to what the container needs in normal work.
#   params:
#     ignore:
#       type: array
#       items: {type: string}
#       default: []
#       description: names of containers that need none, such as sidecars that are injected with their own
package gate.resources["cpu-request"]

import data.gate.lib.compute

deny contains missing if {
	some missing in compute.without_request("cpu", data.params["resources/cpu-request"].ignore)
}
