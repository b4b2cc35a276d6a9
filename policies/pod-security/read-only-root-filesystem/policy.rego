# METADATA
# scope: package
# title: A container may write to its root filesystem
# description: |
#   What breaks into a container changes its programs, or brings its own. With `readOnlyRootFilesystem` it can
#   write to its volumes only. Many images write somewhere, so the rule is off unless a profile or the
#   configuration turns it on; the Pod Security Standards do not ask for it. Pods for Windows have no such
#   field. NSA/CISA Kubernetes Hardening Guide.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: ignore
#   scope: resource
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   remediation: Set readOnlyRootFilesystem, and mount an emptyDir where the program writes.
#   params:
#     ignore:
#       type: array
#       items: {type: string}
#       default: []
#       description: names of containers that may
package gate["pod-security"]["read-only-root-filesystem"]

import data.gate.lib.pod_security
import data.gate.lib.workload

deny contains {"pointer": _place(container), "msg": msg} if {
	not pod_security.windows
	some container in workload.containers
	container.kind != "ephemeral container"
	not container.name in data.params["pod-security/read-only-root-filesystem"].ignore
	object.get(pod_security.context_of(container.container), "readOnlyRootFilesystem", false) in {false, null}
	msg := sprintf("%s may write to its root filesystem", [container.label])
}

_place(container) := concat("", [container.pointer, "/securityContext/readOnlyRootFilesystem"]) if {
	is_object(container.container.securityContext)
} else := container.pointer
