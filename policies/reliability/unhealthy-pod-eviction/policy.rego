# METADATA
# scope: package
# title: Disruption budget that keeps broken pods
# description: |
#   While a budget is not met, pods that run but are not ready may not be evicted either, so a workload that
#   crashes stops the draining of its nodes. `unhealthyPodEvictionPolicy: AlwaysAllow` lets them go. The
#   Kubernetes documentation recommends it for all budgets.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
# custom:
#   severity: info
#   scope: resource
#   kinds: [PodDisruptionBudget]
#   remediation: Set unhealthyPodEvictionPolicy to AlwaysAllow.
package gate.reliability["unhealthy-pod-eviction"]

deny contains {"pointer": "/spec/unhealthyPodEvictionPolicy", "msg": "keeps pods that are not ready from being evicted"} if {
	input.kind == "PodDisruptionBudget"
	is_object(input.spec)
	object.get(input.spec, "unhealthyPodEvictionPolicy", "") in {"", "IfHealthyBudget", null}
}
