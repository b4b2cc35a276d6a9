# METADATA
# title: A pod shares namespaces of the node
# description: |
#   In the node's network, process or IPC namespace a pod sees the node's traffic and loopback services, reads
#   and signals its processes, and escapes network policies. Looked at: `hostNetwork`, `hostPID`, `hostIPC`.
#   Pod Security Standards, baseline, control "Host Namespaces".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_hostNamespaces.go
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['hostNetwork', 'hostPID', 'hostIPC']
#   remediation: Remove hostNetwork, hostPID and hostIPC; reach the node through a Service or a dedicated, waived agent.
package gate["pod-security"]["host-namespaces"]

import data.gate.lib.workload

_namespaces := {"hostNetwork": "network", "hostPID": "process", "hostIPC": "IPC"}

deny contains {"msg": msg, "pointer": concat("/", [workload.pod_spec_pointer, field])} if {
	some field, namespace in _namespaces
	workload.pod_spec[field] == true
	msg := sprintf("pod shares the node's %s namespace (%s)", [namespace, field])
}
