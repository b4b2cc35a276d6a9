# METADATA
# scope: package
# title: Pod that listens for SSH
# description: |
#   A shell behind a port leaves no trace in the audit log and asks nobody's role; who must enter a container
#   does it by `kubectl exec`. Looked at: the ports that containers declare. Where SSH is the purpose (a Git
#   server), the parameter `ignore` takes the container's name.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/
# custom:
#   severity: info
#   scope: resource
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   mentions: ['containerPort']
#   remediation: Remove the port, and the SSH server from the image.
#   params:
#     ignore:
#       type: array
#       items: {type: string}
#       default: []
#       description: names of containers that may
#     ports:
#       type: array
#       items: {type: integer}
#       default: [22]
#       description: ports that SSH listens on
package gate.network["ssh-port"]

import data.gate.lib.workload

deny contains {"pointer": sprintf("%s/ports/%d/containerPort", [container.pointer, index]), "msg": msg} if {
	some container in workload.containers
	not container.name in data.params["network/ssh-port"].ignore
	is_array(container.container.ports)
	some index, port in container.container.ports
	is_number(port.containerPort)
	port.containerPort in data.params["network/ssh-port"].ports
	msg := sprintf("%s listens on port %d", [container.label, port.containerPort])
}
