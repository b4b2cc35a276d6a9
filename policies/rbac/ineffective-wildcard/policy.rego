# METADATA
# scope: package
# title: Wildcard that RBAC does not expand
# description: |
#   RBAC knows `*` alone, `*/subresource`, and a trailing `*` in nonResourceURLs. Any other `*`, as
#   in `pods/*`, `get*`, `*.example.com` or `db-*`, is compared letter by letter and allows nothing,
#   so the role is not what its author thinks, and the mending is often a `*` too wide. Names of
#   certificate signers (`example.com/*`) are the one exception. Kubernetes RBAC reference.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRole, Role]
#   mentions: ['*']
#   remediation: List the names in full, or use `*` or `*/subresource` where that is meant.
package gate.rbac["ineffective-wildcard"]

import data.gate.lib.rbac

deny contains {"msg": msg, "pointer": item.pointer} if {
	some rule in rbac.rules
	some field in ["apiGroups", "resources", "verbs", "resourceNames", "nonResourceURLs"]
	some item in rbac.strings(rule, field)
	contains(item.value, "*")
	not _expanded(rule, field, item.value)
	msg := sprintf("%q in %s allows nothing: RBAC does not expand this wildcard", [item.value, field])
}

_expanded(_, field, "*") if field != "resourceNames"

_expanded(_, "resources", value) if regex.match(`^\*/[^*]+$`, value)

_expanded(_, "nonResourceURLs", value) if regex.match(`^[^*]*\*$`, value)

_expanded(rule, "resourceNames", value) if {
	regex.match(`^[^*]+/\*$`, value)
	count(rbac.items(rule, "resources", {"signers"})) > 0
}
