# METADATA
# title: A container sees an unmasked /proc
# description: |
#   The runtime masks parts of /proc that tell of the node or let it be changed; `Unmasked` shows them. Looked at:
#   `securityContext.procMount` of every kind of container. A pod in a user namespace of its own
#   (`hostUsers: false`) may, since Kubernetes 1.35. Pod Security Standards, baseline, control "/proc Mount Type".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_procMount_baseline.go
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['procMount']
#   remediation: Remove procMount, or give the pod a user namespace of its own with hostUsers set to false.
package gate["pod-security"]["proc-mount-type"]

import data.gate.lib.pod_security

deny contains {"msg": msg, "pointer": concat("/", [place.pointer, "procMount"])} if {
	not pod_security.user_namespace
	some place in pod_security.contexts
	place.label != "pod"
	mount := place.context.procMount
	mount != null
	mount != "Default"
	msg := sprintf("%s sets procMount %v", [place.label, mount])
}
