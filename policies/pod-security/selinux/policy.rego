# METADATA
# title: A pod sets SELinux options that lift confinement
# description: |
#   A custom SELinux user, role or type such as `spc_t` takes a container out of the confinement that keeps it
#   from the node's files. Looked at: `securityContext.seLinuxOptions` (`type`, `user`, `role`) of the pod and of
#   every kind of container. Allowed types: container_t, container_init_t, container_kvm_t, container_engine_t.
#   Pod Security Standards, baseline, control "SELinux".
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://github.com/kubernetes/pod-security-admission/blob/v0.36.2/policy/check_seLinuxOptions.go
# scope: package
# custom:
#   severity: warning
#   kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   scope: resource
#   mentions: ['seLinuxOptions']
#   remediation: Remove user and role, and use one of the types of the standard or none.
package gate["pod-security"].selinux

import data.gate.lib.pod_security

_allowed_types := {"container_t", "container_init_t", "container_kvm_t", "container_engine_t"}

deny contains {"msg": msg, "pointer": concat("/", [place.pointer, "seLinuxOptions", min(bad)])} if {
	some place in pod_security.contexts
	options := place.context.seLinuxOptions
	is_object(options)
	bad := {field | some field in ["role", "type", "user"]; _forbidden(field, options[field])}
	count(bad) > 0
	msg := sprintf("%s sets seLinuxOptions %s", [place.label, _listed(options, bad)])
}

_forbidden(field, value) if {
	field != "type"
	pod_security.written(value)
}

_forbidden("type", value) if {
	pod_security.written(value)
	not value in _allowed_types
}

_listed(options, fields) := concat(", ", [sprintf("%s: %v", [field, options[field]]) | some field in sort(fields)])
