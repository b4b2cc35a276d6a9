# METADATA
# scope: package
# title: Variable that is set twice
# description: |
#   The last one counts, and the first only looks as if it did. A server-side apply may drop one of the two, and
#   the API server warns of it. Looked at: `env` of every kind of container; variables from ConfigMaps and
#   Secrets are set before and are meant to be overridden.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables
# custom:
#   severity: warning
#   scope: resource
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   remediation: Remove one of the two.
package gate.reliability["duplicate-variable"]

import data.gate.lib.workload

deny contains {"pointer": sprintf("%s/env/%d/name", [container.pointer, last]), "msg": msg} if {
	some container in workload.containers
	is_array(container.container.env)
	names := [_name(variable) | some variable in container.container.env]
	count(names) > count({name | some name in names})
	some name in {name | some name in names}
	name != ""
	indices := [index | some index, other in names; other == name]
	count(indices) > 1
	last := max(indices)
	msg := sprintf("%s sets %s more than once", [container.label, name])
}

_name(variable) := variable.name if {
	is_string(variable.name)
} else := ""
