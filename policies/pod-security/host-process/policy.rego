# METADATA
# title: A Windows container runs as a HostProcess
# description: |
#   A HostProcess container runs on the Windows node itself, with the rights of an account of the node.
#   Looked at: `securityContext.windowsOptions.hostProcess` of the pod and of every kind of container.
#   Pod Security Standards, baseline, control "HostProcess".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_windowsHostProcess.go
# scope: package
# custom:
#   severity: error
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['hostProcess']
#   remediation: Remove windowsOptions.hostProcess, or run the program as a service of the node.
package gate["pod-security"]["host-process"]

import data.gate.lib.pod_security

deny contains {"msg": msg, "pointer": concat("/", [place.pointer, "windowsOptions", "hostProcess"])} if {
	some place in pod_security.contexts
	place.context.windowsOptions.hostProcess == true
	msg := sprintf("%s runs as a HostProcess on the Windows node", [place.label])
}
