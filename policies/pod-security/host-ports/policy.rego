# METADATA
# title: A container takes a port of the node
# description: |
#   A hostPort binds the container to a port of every node it runs on: it bypasses Services and most network
#   policies, and two such pods cannot share a node. Looked at: `ports[*].hostPort` of every kind of container.
#   Pod Security Standards, baseline, control "Host Ports", which allows a known list of ports.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_hostPorts.go
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['hostPort']
#   remediation: Remove hostPort and expose the pod through a Service or an Ingress.
#   params:
#     allowed:
#       type: array
#       items: {type: integer}
#       default: []
#       description: Ports of the node that pods may take.
package gate["pod-security"]["host-ports"]

import data.gate.lib.workload

deny contains {"msg": msg, "pointer": sprintf("%s/ports/%d/hostPort", [container.pointer, first])} if {
	some container in workload.containers
	is_array(container.container.ports)
	taken := {index: port.hostPort |
		some index, port in container.container.ports
		is_number(port.hostPort)
		port.hostPort != 0
		not _allowed(port.hostPort)
	}
	first := min(object.keys(taken))
	names := concat(", ", [format_int(port, 10) | some port in sort({port | some port in taken})])
	msg := sprintf("%s takes port %s of the node", [container.label, names])
}

_allowed(port) if port in data.params["pod-security/host-ports"].allowed
