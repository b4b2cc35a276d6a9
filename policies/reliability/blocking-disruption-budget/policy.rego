# METADATA
# scope: package
# title: Disruption budget that never allows an eviction
# description: |
#   Then no node with such a pod can be drained: an upgrade of the cluster stands still, or the provider kills
#   the pod after a while without any budget. So with `maxUnavailable: 0`, with `minAvailable: 100%`, with
#   neither of the two, and with a `minAvailable` of all replicas there are: the sum over the Deployments,
#   StatefulSets and the like that the budget selects, each at the least its autoscaler goes down to. Where it
#   selects pods whose number is not known, only the budget itself is judged. Source: the disruption controller.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
#   - ref: https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/disruption/disruption.go
# custom:
#   severity: warning
#   scope: cluster
#   kinds: [Deployment, HorizontalPodAutoscaler, PodDisruptionBudget, ReplicaSet, ReplicationController, ScaledObject, StatefulSet]
#   remediation: Allow one pod to be away, by maxUnavailable 1 or more replicas than minAvailable.
package gate.reliability["blocking-disruption-budget"]

import data.gate.lib.cluster
import data.gate.lib.quantity

deny contains object.union(fault, {"resource": budget.index}) if {
	some space, budgets in cluster.disruption_budgets
	some budget in budgets
	fault := _fault(space, budget.spec)
}

_fault(_, spec) := {"pointer": "/spec/maxUnavailable", "msg": msg} if {
	_written(spec, "maxUnavailable")
	_none(spec.maxUnavailable)
	msg := sprintf("maxUnavailable %v allows no eviction", [spec.maxUnavailable])
}

_fault(_, spec) := {"pointer": "/spec/minAvailable", "msg": "minAvailable 100% allows no eviction"} if {
	quantity.percentage(spec.minAvailable) >= 100
}

_fault(_, spec) := {"pointer": "/spec", "msg": "allows no eviction, since it has neither minAvailable nor maxUnavailable"} if {
	not _written(spec, "maxUnavailable")
	not _written(spec, "minAvailable")
}

_fault(space, spec) := {"pointer": "/spec/minAvailable", "msg": msg} if {
	not _written(spec, "maxUnavailable")
	selected := cluster.budgeted(space, spec)
	replicas := [one.replicas | some one in selected]
	every number in replicas {
		is_number(number)
	}
	all := sum(replicas)
	all > 0
	_needed(spec.minAvailable, all) >= all
	names := concat(", ", sort([cluster.label(one.resource) | some one in selected]))
	msg := sprintf("minAvailable %v of %s allows no eviction of %s%s", [spec.minAvailable, format_int(all, 10), names, _when(selected)])
}

_needed(least, _) := least if is_number(least)

_needed(least, all) := ceil((percent * all) / 100) if {
	percent := quantity.percentage(least)
	percent < 100
}

_when(selected) := " when the autoscaler is at its minimum" if {
	some one in selected
	one.autoscaler != null
} else := ""

_written(spec, field) if {
	some name, value in spec
	name == field
	value != null
}

_none(0)

_none(value) if quantity.percentage(value) == 0
