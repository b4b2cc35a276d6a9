# METADATA
# scope: package
# title: Autoscaler that cannot scale
# description: |
#   With `maxReplicas` at `minReplicas` the number of pods never changes, whatever the load, while it looks as
#   if it did.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
# custom:
#   severity: warning
#   scope: resource
#   kinds: [HorizontalPodAutoscaler]
#   remediation: Raise maxReplicas above minReplicas, or set replicas and remove the autoscaler.
package gate.reliability["autoscaler-range"]

import data.gate.lib.workload

deny contains {"pointer": "/spec/maxReplicas", "msg": msg} if {
	input.kind == "HorizontalPodAutoscaler"
	workload.api_group(input) == "autoscaling"
	most := input.spec.maxReplicas
	is_number(most)
	most == object.get(input.spec, "minReplicas", 1)
	msg := sprintf("can scale to nothing but %s", [format_int(most, 10)])
}
