# METADATA
# title: A container in a user namespace sees an unmasked /proc
# description: |
#   The restricted standard allows an unmasked /proc to no pod, not even in a user namespace of its own
#   (`hostUsers: false`, which the baseline excuses). Looked at: `securityContext.procMount` of every kind of
#   container of such pods; other pods are the question of pod-security/proc-mount-type.
#   Pod Security Standards, restricted, control "/proc Mount Type" (since Kubernetes 1.35).
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_procMount_restricted.go
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['procMount']
#   remediation: Remove procMount.
package gate["pod-security"]["proc-mount-type-restricted"]

import data.gate.lib.pod_security

deny contains {"msg": msg, "pointer": concat("/", [place.pointer, "procMount"])} if {
	pod_security.user_namespace
	some place in pod_security.contexts
	place.label != "pod"
	mount := place.context.procMount
	mount != null
	mount != "Default"
	msg := sprintf("%s sets procMount %v", [place.label, mount])
}
