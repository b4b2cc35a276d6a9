# METADATA
# title: A container is privileged
# description: |
#   A privileged container has every capability and device of the node and hardly any confinement: whoever
#   gets into it has the node. Looked at: `securityContext.privileged` of every kind of container.
#   Pod Security Standards, baseline, control "Privileged Containers".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_privileged.go
# scope: package
# custom:
#   severity: error
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['"privileged"']
#   remediation: Remove privileged, and add only the capabilities that the program needs.
package gate["pod-security"]["privileged-containers"]

import data.gate.lib.pod_security

deny contains {"msg": msg, "pointer": concat("/", [place.pointer, "privileged"])} if {
	some place in pod_security.contexts
	place.label != "pod"
	place.context.privileged == true
	msg := sprintf("%s is privileged", [place.label])
}
