# METADATA
# title: A container adds capabilities beyond the default set
# description: |
#   Capabilities beyond the runtime's default set give a container parts of root's power over the node: SYS_ADMIN
#   is nearly all of it, NET_RAW forges packets. Looked at: `securityContext.capabilities.add` of every kind of
#   container. Pod Security Standards, baseline, control "Capabilities".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_capabilities_baseline.go
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['"add"']
#   remediation: Remove the added capabilities, or use a port above 1024 or a sidecar made for the task.
package gate["pod-security"].capabilities

import data.gate.lib.pod_security

# What container runtimes grant by default, without NET_RAW.
_allowed := {
	"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE",
	"SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
}

deny contains {"msg": msg, "pointer": concat("/", [place.pointer, "capabilities/add", format_int(first, 10)])} if {
	some place in pod_security.contexts
	place.label != "pod"
	is_array(place.context.capabilities.add)
	added := {index: name |
		some index, name in place.context.capabilities.add
		is_string(name)
		not name in _allowed
	}
	first := min(object.keys(added))
	names := {name | some name in added}
	msg := sprintf("%s adds %s beyond the default set", [place.label, concat(", ", sort(names))])
}
