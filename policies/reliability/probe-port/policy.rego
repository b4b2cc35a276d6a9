# METADATA
# scope: package
# title: Probe of a port that the container does not name
# description: |
#   A probe or lifecycle hook may name a port; the kubelet looks the name up among the ports of the same
#   container, and where it is missing the probe fails each time: the pod never becomes ready, or is restarted
#   for ever. Numbers need no declared port and pass. Source: `ResolveContainerPort` of the kubelet.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port
# custom:
#   severity: warning
#   scope: resource
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   mentions: ['Probe"', '"lifecycle"']
#   remediation: Name one of the ports of the container, or give the number.
package gate.reliability["probe-port"]

import data.gate.lib.workload

_probes := {
	"liveness probe": ["livenessProbe"], "postStart hook": ["lifecycle", "postStart"],
	"preStop hook": ["lifecycle", "preStop"], "readiness probe": ["readinessProbe"], "startup probe": ["startupProbe"],
}

deny contains {"pointer": pointer, "msg": msg} if {
	some container in workload.containers
	some what, path in _probes
	probe := object.get(container.container, path, null)
	is_object(probe)
	some handler in ["httpGet", "tcpSocket"]
	port := probe[handler].port
	is_string(port)
	not regex.match(`^[0-9]*$`, port)
	not _named(container.container, port)
	pointer := concat("", [container.pointer, workload.pointer(array.concat(path, [handler, "port"]))])
	msg := sprintf("%s of %s asks port %q, which the container does not have", [what, container.label, port])
}

_named(container, name) if {
	some port in container.ports
	port.name == name
}
