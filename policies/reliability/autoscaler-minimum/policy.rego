# METADATA
# scope: package
# title: Autoscaler that goes down to one pod
# description: |
#   Whatever scales up under load stands on one pod when there is none: one drained node, or one crash, and
#   nothing answers. `minReplicas` is 1 unless it is set; 0 means that it is meant to be switched off at times,
#   and passes.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
# custom:
#   severity: info
#   scope: resource
#   kinds: [HorizontalPodAutoscaler]
#   remediation: Set minReplicas to 2 or more.
#   params:
#     minimum:
#       type: integer
#       minimum: 1
#       default: 2
#       description: the least that minReplicas may be
package gate.reliability["autoscaler-minimum"]

import data.gate.lib.workload

deny contains {"pointer": "/spec/minReplicas", "msg": msg} if {
	input.kind == "HorizontalPodAutoscaler"
	workload.api_group(input) == "autoscaling"
	is_object(input.spec)
	least := _least(object.get(input.spec, "minReplicas", null))
	least != 0
	least < data.params["reliability/autoscaler-minimum"].minimum
	msg := sprintf("may go down to %s; at least %s", [format_int(least, 10), format_int(data.params["reliability/autoscaler-minimum"].minimum, 10)])
}

_least(null) := 1

_least(replicas) := replicas if is_number(replicas)
