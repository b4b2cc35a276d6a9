# METADATA
# title: A container keeps capabilities it may not need
# description: |
#   The restricted standard has every container drop ALL capabilities and add back NET_BIND_SERVICE at most.
#   Looked at: `securityContext.capabilities` of every kind of container. Pods for Windows pass; added capabilities
#   beyond the default set are the question of pod-security/capabilities.
#   Pod Security Standards, restricted, control "Capabilities".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_capabilities_restricted.go
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   remediation: Set capabilities.drop to [ALL], and add at most NET_BIND_SERVICE.
package gate["pod-security"]["capabilities-restricted"]

import data.gate.lib.pod_security
import data.gate.lib.workload

# What the baseline lets a container add and the restricted standard does not.
_baseline := {
	"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD",
	"SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
}

deny contains {"msg": sprintf("%s does not drop ALL capabilities", [container.label]), "pointer": container.pointer} if {
	not pod_security.windows
	some container in workload.containers
	not _drops_all(container.container)
	count(_misspelt(container.container)) == 0
}

deny contains {"msg": msg, "pointer": pointer} if {
	not pod_security.windows
	some container in workload.containers
	not _drops_all(container.container)
	some index, name in _misspelt(container.container)
	pointer := sprintf("%s/securityContext/capabilities/drop/%d", [container.pointer, index])
	msg := sprintf("%s drops %q, which the standard does not take for ALL", [container.label, name])
}

deny contains {"msg": msg, "pointer": pointer} if {
	not pod_security.windows
	some container in workload.containers
	capabilities := object.get(container.container, ["securityContext", "capabilities", "add"], [])
	is_array(capabilities)
	added := {index: name |
		some index, name in capabilities
		name in _baseline
	}
	first := min(object.keys(added))
	names := {name | some name in added}
	pointer := sprintf("%s/securityContext/capabilities/add/%d", [container.pointer, first])
	msg := sprintf("%s adds %s, where only NET_BIND_SERVICE is allowed", [container.label, concat(", ", sort(names))])
}

_drops_all(container) if "ALL" in _dropped(container)

# Runtimes take ALL in any case; Pod Security admission compares it as it is written.
_misspelt(container) := {index: name |
	some index, name in _dropped(container)
	is_string(name)
	upper(name) == "ALL"
}

_dropped(container) := dropped if {
	dropped := object.get(container, ["securityContext", "capabilities", "drop"], [])
	is_array(dropped)
} else := []
