# METADATA
# scope: package
# title: Limit far above the request
# description: |
#   The scheduler counts requests: a container that asks for little and may take much lands on nodes that do not
#   have it, and when several take it at once the kernel kills some of them. The parameters say how many times
#   its request a limit may be; 0 asks nothing of that resource. CPU above its request is only slowed down, so
#   nothing is asked of it by default. Quantities with exponents are not compared.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-limits-are-run
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#meaning-of-memory
# custom:
#   severity: info
#   scope: resource
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   mentions: ['"limits"']
#   remediation: Raise the request to what is used, or lower the limit.
#   params:
#     cpu:
#       type: integer
#       minimum: 0
#       default: 0
#       description: how many times its request the CPU limit may be
#     memory:
#       type: integer
#       minimum: 0
#       default: 8
#       description: how many times its request the memory limit may be
package gate.resources.overcommit

import data.gate.lib.quantity
import data.gate.lib.workload

deny contains {"pointer": pointer, "msg": msg} if {
	some resource, most in data.params["resources/overcommit"]
	most > 0
	some container in workload.containers
	limit := container.container.resources.limits[resource]
	request := container.container.resources.requests[resource]
	asked := quantity.thousandths(request)
	asked > 0
	quantity.thousandths(limit) > asked * most
	pointer := sprintf("%s/resources/limits/%s", [container.pointer, resource])
	msg := sprintf("%s has a %s limit of %v with a request of %v; at most %v times as much", [container.label, resource, limit, request, most])
}
