# METADATA
# title: A pod turns its seccomp profile off
# description: |
#   Seccomp keeps a container from system calls it has no use for, where most kernel escapes begin; `Unconfined`
#   allows them all. Looked at: `securityContext.seccompProfile.type` of the pod and of every kind of container.
#   Pod Security Standards, baseline, control "Seccomp".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_seccompProfile_baseline.go
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['seccompProfile']
#   remediation: Set seccompProfile.type to RuntimeDefault, or to Localhost with a profile of your own.
package gate["pod-security"].seccomp

import data.gate.lib.pod_security

deny contains {"msg": msg, "pointer": concat("/", [place.pointer, "seccompProfile/type"])} if {
	some place in pod_security.contexts
	type := place.context.seccompProfile.type
	type != null
	not type in {"RuntimeDefault", "Localhost"}
	msg := sprintf("%s sets the seccomp profile %v", [place.label, type])
}
