# METADATA
# scope: package
# title: Several replicas without a disruption budget
# description: |
#   When nodes are drained for an upgrade, all replicas may be evicted at once unless a PodDisruptionBudget says
#   how many must stay. Asked of Deployments and StatefulSets of two replicas or more, or whose autoscaler goes
#   down to two or more.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
# custom:
#   severity: info
#   scope: cluster
#   kinds: [Deployment, HorizontalPodAutoscaler, PodDisruptionBudget, ReplicaSet, ReplicationController, ScaledObject, StatefulSet]
#   remediation: Add a PodDisruptionBudget with maxUnavailable 1 that selects the pods.
#   params:
#     minimum:
#       type: integer
#       minimum: 1
#       default: 2
#       description: the least number of replicas that a budget is asked for
package gate.reliability["missing-disruption-budget"]

import data.gate.lib.cluster
import data.gate.lib.labels

deny contains {"resource": one.index, "pointer": "/spec/replicas", "msg": msg} if {
	some space, found in cluster.workloads
	some one in found
	one.resource.kind in {"Deployment", "StatefulSet"}
	is_number(one.replicas)
	one.replicas >= data.params["reliability/missing-disruption-budget"].minimum
	not _budgeted(space, one.labels)
	msg := sprintf("no PodDisruptionBudget keeps some of its %s replicas", [format_int(one.replicas, 10)])
}

_budgeted(space, wanted) if {
	some budget in cluster.disruption_budgets[space]
	labels.selects(budget.spec.selector, wanted)
}
