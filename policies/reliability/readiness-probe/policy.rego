# METADATA
# scope: package
# title: Pod that serves without a readiness probe
# description: |
#   Without one a pod counts as ready as soon as its containers run: requests come before it can answer them,
#   and a rollout replaces good pods by ones that never work. Asked of pods whose containers declare ports; one
#   container with a readiness probe is enough, since a pod is ready when all its probes say so. Kubernetes
#   documentation.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#define-readiness-probes
# custom:
#   severity: warning
#   scope: resource
#   kinds: [DaemonSet, Deployment, ReplicaSet, ReplicationController, StatefulSet]
#   mentions: ['"ports"']
#   remediation: Add a readinessProbe that asks whether the pod can answer requests.
#   params:
#     ignore:
#       type: array
#       items: {type: string}
#       default: []
#       description: names of containers whose ports need no probe
package gate.reliability["readiness-probe"]

import data.gate.lib.workload

deny contains {"pointer": first.pointer, "msg": msg} if {
	serving := {container |
		some container in workload.containers
		container.kind != "ephemeral container"
		_has_ports(container.container)
		not container.name in data.params["reliability/readiness-probe"].ignore
	}
	count(serving) > 0
	not _probed
	first := _first(serving)
	msg := sprintf("%s serves a port, and the pod has no readiness probe", [first.label])
}

_has_ports(container) if {
	is_array(container.ports)
	count(container.ports) > 0
}

_probed if {
	some container in workload.containers
	is_object(container.container.readinessProbe)
}

# A container rather than an init container.
_first(serving) := container if {
	pointers := sort([[one.kind, one.pointer] | some one in serving])
	some container in serving
	[container.kind, container.pointer] == pointers[0]
}
