# METADATA
# scope: package
# title: Role that reaches every resource
# description: |
#   `*` among the resources means all of the API groups named, subresources included, and those that
#   the cluster learns to serve later; in the core group that is every Secret. Every rule of a Role
#   or ClusterRole is looked at, save what `rbac/wildcard-permissions` reports. `*/scale` and the
#   like name one subresource and are fine. Kubernetes RBAC good practices, CIS Kubernetes Benchmark
#   5.1.3.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRole, Role]
#   mentions: ['"*"']
#   remediation: List the resources that are needed.
package gate.rbac["wildcard-resources"]

import data.gate.lib.rbac

deny contains {"msg": msg, "pointer": item.pointer} if {
	some rule in rbac.rules
	not rbac.full_control(rule)
	some item in rbac.items(rule, "resources", {"*"})
	verbs := rbac.listed({verb.value | some verb in rbac.strings(rule, "verbs")})
	msg := sprintf("rule allows %s on every resource of API groups: %s", [verbs, rbac.groups(rule)])
}
