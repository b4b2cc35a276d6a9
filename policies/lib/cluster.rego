# What rules that see a whole cluster look up: its resources by kind, the pods of each namespace, and what scales them.
# A resource without a namespace is looked up under "": where it is applied is not known.
# Nothing here fails on malformed input: what has the wrong type is undefined or left out.
package gate.lib.cluster

import data.gate.lib.labels
import data.gate.lib.workload

# Workloads whose number of pods their manifest tells.
_replicated := {"Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"}

# Resources of a kind in an API group, by their index.
of(group, kind) := {index: resource |
	some index, resource in input.resources
	resource.kind == kind
	workload.api_group(resource) == group
}

namespace(resource) := resource.metadata.namespace if {
	is_string(resource.metadata.namespace)
} else := ""

# What messages call a resource: Deployment/web.
label(resource) := concat("/", [resource.kind, resource.metadata.name]) if {
	is_string(resource.kind)
	is_string(resource.metadata.name)
}

# What is looked up by a key is made as a whole first, once; a look-up in a partial rule would make it for each key
# anew.
workloads := _workloads

disruption_budgets := _disruption_budgets

# What makes pods, by namespace: {index, resource, labels: of its pods, host: whether they share the node's network,
# replicas: how many there are at least, null where that is not known, autoscaler: the index of what scales it, null
# for nothing}.
_workloads[space] contains found if {
	some index, resource in input.resources
	resource.kind in workload.kinds
	pod := workload.pod_of(resource)
	is_object(pod.spec)
	space := namespace(resource)
	autoscaler := _autoscaler(resource)
	found := {
		"index": index,
		"resource": resource,
		"labels": _labels(pod),
		"host": object.get(pod.spec, "hostNetwork", false) == true,
		"replicas": _replicas(resource, autoscaler),
		"autoscaler": object.get(autoscaler, "index", null),
	}
}

# HorizontalPodAutoscalers and KEDA's ScaledObjects, by what they scale: {index, minimum}.
# https://keda.sh/docs/latest/reference/scaledobject-spec/
_scalers[target] contains {"index": index, "minimum": minimum} if {
	some index, resource in of("autoscaling", "HorizontalPodAutoscaler")
	reference := resource.spec.scaleTargetRef
	target := [namespace(resource), reference.kind, reference.name]
	minimum := object.get(resource.spec, "minReplicas", 1)
}

_scalers[target] contains {"index": index, "minimum": minimum} if {
	some index, resource in of("keda.sh", "ScaledObject")
	reference := resource.spec.scaleTargetRef
	is_object(reference)
	target := [namespace(resource), object.get(reference, "kind", "Deployment"), reference.name]
	minimum := object.get(resource.spec, "minReplicaCount", 0)
}

# PodDisruptionBudgets, by namespace: {index, spec}.
_disruption_budgets[space] contains {"index": index, "spec": resource.spec} if {
	some index, resource in of("policy", "PodDisruptionBudget")
	is_object(resource.spec)
	space := namespace(resource)
}

# The workloads whose pods a PodDisruptionBudget selects.
budgeted(space, spec) := {one |
	some one in workloads[space]
	labels.selects(spec.selector, one.labels)
}

_autoscalers := _scalers

_autoscaler(resource) := min(_autoscalers[[namespace(resource), resource.kind, resource.metadata.name]]) if {
	resource.kind in _replicated
} else := {}

_replicas(_, autoscaler) := autoscaler.minimum if is_number(autoscaler.minimum)

_replicas(_, autoscaler) := null if {
	autoscaler != {}
	not is_number(autoscaler.minimum)
}

_replicas(resource, {}) := replicas if {
	resource.kind in _replicated
	replicas := object.get(resource, ["spec", "replicas"], 1)
	is_number(replicas)
} else := null

_labels(pod) := pod.metadata.labels if {
	is_object(pod.metadata.labels)
} else := {}
