# METADATA
# scope: package
# title: Role that reaches every API group
# description: |
#   `*` among the API groups means the resources of that name in every group, also in one that an
#   operator or an aggregated API adds later: `deployments` or `services` of somebody else's. Rules
#   with named resources are looked at; with `*` for the resources too, `rbac/wildcard-permissions`
#   or `rbac/wildcard-resources` reports it. `*/scale` and the like need it and are fine. CIS
#   Kubernetes Benchmark 5.1.3.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRole, Role]
#   mentions: ['"*"']
#   remediation: Name the API group of each resource; the core group is the empty string.
package gate.rbac["wildcard-api-groups"]

import data.gate.lib.rbac

deny contains {"msg": msg, "pointer": item.pointer} if {
	some rule in rbac.rules
	some item in rbac.items(rule, "apiGroups", {"*"})
	count(rbac.items(rule, "resources", {"*"})) == 0
	named := {one.value |
		some one in rbac.strings(rule, "resources")
		not startswith(one.value, "*/")
	}
	count(named) > 0
	msg := sprintf("rule holds for %s of every API group", [rbac.listed(named)])
}
