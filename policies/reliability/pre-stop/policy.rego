# METADATA
# scope: package
# title: Pod that serves and does not wait for the last requests
# description: |
#   While a pod ends, proxies and load balancers still send it requests for some seconds. A preStop hook that
#   sleeps a little lets them end well; so does a process that goes on serving after SIGTERM, which no manifest
#   shows. The rule is therefore off unless a profile or the configuration turns it on. Looked at: pods whose
#   containers declare ports.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-flow
# custom:
#   severity: ignore
#   scope: resource
#   kinds: [Deployment, ReplicaSet, ReplicationController, StatefulSet]
#   mentions: ['containerPort']
#   remediation: Add a preStop hook that sleeps for some seconds.
package gate.reliability["pre-stop"]

import data.gate.lib.workload

deny contains {"pointer": pointer, "msg": "no preStop hook lets the last requests end"} if {
	some container in workload.containers
	container.container.ports[_].containerPort
	not _hooked
	pointer := concat("", [workload.pod_spec_pointer, "/containers"])
}

_hooked if {
	some container in workload.containers
	is_object(container.container.lifecycle.preStop)
}
