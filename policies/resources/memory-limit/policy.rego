# METADATA
# scope: package
# title: Container without a memory limit
# description: |
#   Without a limit one leak takes the memory of the whole node, and the kernel then kills whatever
#   it likes; with one, the leaking container is the one that restarts. Containers and init
#   containers of every workload are looked at, sidecars included; ephemeral containers may have no
#   resources. Resources of the whole pod count too. A value of 0 or null is none. What a LimitRange
#   of the namespace gives, where the same cluster is sent one, is not missing. Kubernetes
#   documentation, NSA/CISA Kubernetes Hardening Guide.
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
#   remediation: Set resources.limits.memory.
#   params:
#     ignore:
#       type: array
#       items: {type: string}
#       default: []
#       description: names of containers that need none, such as sidecars that are injected with their own
package gate.resources["memory-limit"]

import data.gate.lib.compute

deny contains missing if {
	some missing in compute.without_limit("memory", data.params["resources/memory-limit"].ignore)
}
