# METADATA
# scope: package
# title: Pod without a priority class
# description: |
#   When a node runs out of room the scheduler evicts the pods of lower priority first; without a class all are
#   alike at 0. The parameter `allowed` lists the classes that may be used. Off unless a profile or the
#   configuration turns it on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
# custom:
#   severity: ignore
#   scope: resource
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   remediation: Set priorityClassName.
#   params:
#     allowed:
#       type: array
#       items: {type: string}
#       default: []
#       description: the only priority classes that may be used; none listed, any
package gate.reliability["priority-class"]

import data.gate.lib.workload

deny contains {"pointer": pointer, "msg": msg} if {
	is_object(workload.pod_spec)
	class := object.get(workload.pod_spec, "priorityClassName", "")
	msg := _fault(class)
	pointer := concat("", [workload.pod_spec_pointer, "/priorityClassName"])
}

_fault(class) := "pod has no priority class" if class in {"", null}

_fault(class) := sprintf("pod uses priority class %s; allowed: %s", [class, concat(", ", sort(_allowed))]) if {
	is_string(class)
	class != ""
	count(_allowed) > 0
	not class in _allowed
}

_allowed := data.params["reliability/priority-class"].allowed
