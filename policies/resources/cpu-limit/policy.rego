# METADATA
# scope: package
# title: Container without a CPU limit
# description: |
#   A CPU limit keeps a container from using idle CPU and throttles it in bursts, so many do
#   without; where tenants share nodes or CPU is billed it may be wanted. The rule is off unless a
#   profile or the configuration turns it on. Containers and init containers of every workload are
#   looked at, sidecars included; ephemeral containers may have no resources. Resources of the whole
#   pod count too. A value of 0 or null is none. What a LimitRange of the namespace gives, where the
#   same cluster is sent one, is not missing. Kubernetes documentation.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-requests-and-limits-of-pod-and-container
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
#   remediation: Set resources.limits.cpu.
#   params:
#     ignore:
#       type: array
#       items: {type: string}
#       default: []
#       description: names of containers that need none, such as sidecars that are injected with their own
package gate.resources["cpu-limit"]

import data.gate.lib.compute

deny contains missing if {
	some missing in compute.without_limit("cpu", data.params["resources/cpu-limit"].ignore)
}
