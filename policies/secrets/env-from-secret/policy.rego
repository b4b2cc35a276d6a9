# METADATA
# scope: package
# title: A container reads a Secret into its environment
# description: |
#   Variables are handed to every child process, stand in crash reports and debug pages, and do not change when
#   the Secret does; a mounted file has none of that. Most charts and programs expect variables, so the rule is
#   off unless a profile or the configuration turns it on. CIS Kubernetes Benchmark 5.4.1.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod
# custom:
#   severity: ignore
#   scope: resource
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   mentions: ['secretKeyRef', 'secretRef']
#   remediation: Mount the Secret as a volume, and give the program the path.
package gate.secrets["env-from-secret"]

import data.gate.lib.workload

deny contains {"pointer": sprintf("%s/env/%d/valueFrom/secretKeyRef", [container.pointer, index]), "msg": msg} if {
	some container in workload.containers
	is_array(container.container.env)
	some index, variable in container.container.env
	is_object(variable.valueFrom.secretKeyRef)
	msg := sprintf("variable %q of %s is read from a Secret", [workload.name_of(variable, index), container.label])
}

deny contains {"pointer": sprintf("%s/envFrom/%d/secretRef", [container.pointer, index]), "msg": msg} if {
	some container in workload.containers
	is_array(container.container.envFrom)
	some index, source in container.container.envFrom
	is_object(source.secretRef)
	msg := sprintf("%s reads a whole Secret into its environment", [container.label])
}
