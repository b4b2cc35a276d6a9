# METADATA
# title: A pod sets an unsafe sysctl
# description: |
#   Sysctls outside the safe set can weaken the node or reach every pod on it, and the kubelet refuses them unless
#   its administrator allowed them. Looked at: `securityContext.sysctls[*].name` of the pod.
#   Pod Security Standards, baseline, control "Sysctls", as of Kubernetes 1.32.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_sysctls.go
#   - ref: https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['"sysctls"']
#   remediation: Remove the sysctl, or tune the nodes of the workload's own pool instead.
package gate["pod-security"].sysctls

import data.gate.lib.pod_security
import data.gate.lib.workload

_safe := {
	"kernel.shm_rmid_forced",
	"net.ipv4.ip_local_port_range",
	"net.ipv4.ip_local_reserved_ports",
	"net.ipv4.ip_unprivileged_port_start",
	"net.ipv4.ping_group_range",
	"net.ipv4.tcp_fin_timeout",
	"net.ipv4.tcp_keepalive_intvl",
	"net.ipv4.tcp_keepalive_probes",
	"net.ipv4.tcp_keepalive_time",
	"net.ipv4.tcp_rmem",
	"net.ipv4.tcp_syncookies",
	"net.ipv4.tcp_wmem",
}

deny contains {"msg": msg, "pointer": pointer} if {
	is_array(pod_security.pod_context.sysctls)
	some index, sysctl in pod_security.pod_context.sysctls
	is_string(sysctl.name)
	not sysctl.name in _safe
	pointer := sprintf("%s/securityContext/sysctls/%d/name", [workload.pod_spec_pointer, index])
	msg := sprintf("pod sets the unsafe sysctl %s", [sysctl.name])
}
