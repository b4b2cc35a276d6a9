# METADATA
# title: A container has no seccomp profile
# description: |
#   Without a profile a container may use every system call, unless the kubelet happens to run with
#   seccompDefault. Looked at: `securityContext.seccompProfile.type` of every kind of container; one may leave it
#   to the pod. Pods for Windows pass; profiles that are set but forbidden are the question of pod-security/seccomp.
#   Pod Security Standards, restricted, control "Seccomp".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_seccompProfile_restricted.go
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   remediation: Set seccompProfile.type to RuntimeDefault in the pod's securityContext.
package gate["pod-security"]["seccomp-restricted"]

import data.gate.lib.pod_security
import data.gate.lib.workload

deny contains {"msg": msg, "pointer": container.pointer} if {
	not pod_security.windows
	not _set(pod_security.pod_context)
	some container in workload.containers
	not _set(pod_security.context_of(container.container))
	msg := sprintf("%s has no seccomp profile, and neither has its pod", [container.label])
}

_set(context) if object.get(context, ["seccompProfile", "type"], null) != null
