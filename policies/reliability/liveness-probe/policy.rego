# METADATA
# scope: package
# title: Pod without a liveness probe
# description: |
#   A process that hangs without ending stays as it is until somebody looks. A liveness probe restarts it, but a
#   careless one restarts what was only slow, so the rule is off unless a profile or the configuration turns it
#   on. One container with a liveness probe is enough. Kubernetes documentation.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#define-a-liveness-command
# custom:
#   severity: ignore
#   scope: resource
#   kinds: [DaemonSet, Deployment, ReplicaSet, ReplicationController, StatefulSet]
#   remediation: Add a livenessProbe that asks nothing but the process itself.
package gate.reliability["liveness-probe"]

import data.gate.lib.workload

deny contains {"pointer": pointer, "msg": "pod has no liveness probe"} if {
	containers := [container |
		some container in workload.containers
		container.kind == "container"
	]
	count(containers) > 0
	not _probed
	pointer := concat("", [workload.pod_spec_pointer, "/containers"])
}

_probed if {
	some container in workload.containers
	is_object(container.container.livenessProbe)
}
