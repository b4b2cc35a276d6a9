# METADATA
# title: A container may gain privileges
# description: |
#   Unless `allowPrivilegeEscalation` is false, a setuid program or file capability gives a process more rights than
#   it was started with. Looked at: every kind of container; only an explicit false passes, and pods for Windows
#   (`os.name: windows`), where there is no such thing. Of privileged containers, for which the server refuses false,
#   pod-security/privileged-containers tells.
#   Pod Security Standards, restricted, control "Privilege Escalation".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_allowPrivilegeEscalation.go
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   remediation: Set securityContext.allowPrivilegeEscalation to false.
package gate["pod-security"]["privilege-escalation"]

import data.gate.lib.pod_security
import data.gate.lib.workload

deny contains {"msg": sprintf("%s %s", [container.label, _fault(value)]), "pointer": _pointer(container.pointer, value)} if {
	not pod_security.windows
	some container in workload.containers
	context := pod_security.context_of(container.container)
	object.get(context, "privileged", false) != true
	value := object.get(context, "allowPrivilegeEscalation", null)
	value != false
}

_fault(null) := "does not set allowPrivilegeEscalation to false"

_fault(value) := "allows privilege escalation" if value != null

_pointer(container, null) := container

_pointer(container, value) := concat("/", [container, "securityContext/allowPrivilegeEscalation"]) if value != null
