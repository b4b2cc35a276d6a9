# METADATA
# scope: package
# title: Pod that is killed before it can end
# description: |
#   A pod that is deleted gets SIGTERM and, after `terminationGracePeriodSeconds`, is killed. With 0 it is
#   killed at once, in the middle of what it does; the API server then forgets a StatefulSet's pod that may
#   still run. A preStop hook runs within the same time: one that sleeps as long leaves nothing for the process.
#   Looked at: the period, and preStop hooks that sleep for a fixed time. Kubernetes documentation.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
#   - ref: https://kubernetes.io/docs/tasks/run-application/force-delete-stateful-set-pod/
# custom:
#   severity: warning
#   scope: resource
#   kinds: [DaemonSet, Deployment, ReplicaSet, ReplicationController, StatefulSet]
#   mentions: ['terminationGracePeriodSeconds', 'preStop']
#   remediation: Give the pod more time in terminationGracePeriodSeconds than its preStop hook takes.
package gate.reliability["termination-grace-period"]

import data.gate.lib.workload

deny contains {"pointer": concat("/", [workload.pod_spec_pointer, "terminationGracePeriodSeconds"]), "msg": "pod is killed without time to end"} if {
	_period == 0
}

deny contains {"pointer": concat("/", [container.pointer, "lifecycle", "preStop"]), "msg": msg} if {
	_period > 0
	some container in workload.containers
	seconds := _sleep(container.container.lifecycle.preStop)
	seconds >= _period
	msg := sprintf("preStop hook of %s takes %s seconds of the %s until it is killed", [container.label, format_int(seconds, 10), format_int(_period, 10)])
}

_period := period if {
	period := object.get(workload.pod_spec, "terminationGracePeriodSeconds", 30)
	is_number(period)
}

_sleep(hook) := hook.sleep.seconds if is_number(hook.sleep.seconds)

_sleep(hook) := seconds if {
	is_array(hook.exec.command)
	words := concat(" ", [word | some word in hook.exec.command; is_string(word)])
	[[_, digits]] := regex.find_all_string_submatch_n(`(?:^|[\s;&/])sleep ([1-9][0-9]{0,5})(?:s)?(?:$|[\s;&])`, words, -1)
	json.is_valid(digits)
	seconds := json.unmarshal(digits)
}
