# METADATA
# scope: package
# title: A container has capabilities that amount to root on the node
# description: |
#   SYS_ADMIN mounts and enters what it likes, SYS_MODULE loads code into the kernel, SYS_RAWIO and
#   DAC_READ_SEARCH read the disks and files of the node past the container, and ALL is all of them: near enough
#   to `privileged`. Looked at: `capabilities.add` of every kind of container. The control "Capabilities" of the
#   Pod Security Standards, whose list is longer, has its own rule.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
# custom:
#   severity: error
#   scope: resource
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   mentions: ['"add"']
#   remediation: Drop ALL and add only what the program needs.
#   params:
#     capabilities:
#       type: array
#       items: {type: string}
#       default: [ALL, DAC_READ_SEARCH, SYS_ADMIN, SYS_MODULE, SYS_RAWIO]
#       description: capabilities that count as dangerous
package gate["pod-security"]["dangerous-capabilities"]

import data.gate.lib.workload

deny contains {"pointer": sprintf("%s/securityContext/capabilities/add/%d", [container.pointer, index]), "msg": msg} if {
	some container in workload.containers
	is_array(container.container.securityContext.capabilities.add)
	some index, name in container.container.securityContext.capabilities.add
	is_string(name)
	trim_prefix(upper(name), "CAP_") in data.params["pod-security/dangerous-capabilities"].capabilities
	msg := sprintf("%s has the capability %s", [container.label, name])
}
