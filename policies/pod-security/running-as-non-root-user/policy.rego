# METADATA
# title: A pod runs as user 0
# description: |
#   `runAsUser: 0` starts the process as root whatever the image says, and contradicts runAsNonRoot. Looked at:
#   `securityContext.runAsUser` of the pod and of every kind of container. A pod in a user namespace of its own
#   (`hostUsers: false`) passes, since Kubernetes 1.35.
#   Pod Security Standards, restricted, control "Running as Non-root user".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_runAsUser.go
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['runAsUser']
#   remediation: Use a runAsUser other than 0, or none if the image names a user.
package gate["pod-security"]["running-as-non-root-user"]

import data.gate.lib.pod_security

deny contains {"msg": msg, "pointer": concat("/", [place.pointer, "runAsUser"])} if {
	not pod_security.user_namespace
	some place in pod_security.contexts
	place.context.runAsUser == 0
	msg := sprintf("%s runs as user 0 (root)", [place.label])
}
