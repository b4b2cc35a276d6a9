# METADATA
# title: A container may run as root
# description: |
#   Root in a container is root for every file and kernel interface the container reaches; `runAsNonRoot: true`
#   makes the kubelet refuse to start it. Looked at: `securityContext.runAsNonRoot` of the pod and of every kind
#   of container; a container may leave it to the pod. A pod in a user namespace of its own (`hostUsers: false`)
#   passes, since Kubernetes 1.35. Pod Security Standards, restricted, control "Running as Non-root".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_runAsNonRoot.go
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   remediation: Set runAsNonRoot to true in the pod's securityContext, and a USER in the image or runAsUser.
package gate["pod-security"]["running-as-non-root"]

import data.gate.lib.pod_security
import data.gate.lib.workload

deny contains {"msg": msg, "pointer": concat("/", [place.pointer, "runAsNonRoot"])} if {
	not pod_security.user_namespace
	some place in pod_security.contexts
	_set(place.context)
	place.context.runAsNonRoot != true
	msg := sprintf("%s sets runAsNonRoot to %v", [place.label, place.context.runAsNonRoot])
}

deny contains {"msg": msg, "pointer": container.pointer} if {
	not pod_security.user_namespace
	not _set(pod_security.pod_context)
	some container in workload.containers
	not _set(pod_security.context_of(container.container))
	msg := sprintf("%s does not set runAsNonRoot to true, and neither does its pod", [container.label])
}

_set(context) if object.get(context, "runAsNonRoot", null) != null
