# METADATA
# scope: package
# title: More than reading, added to the role view
# description: |
#   A ClusterRole with the label rbac.authorization.k8s.io/aggregate-to-view becomes part of the
#   role `view` in every namespace where that is bound, and `view` is given to people who must
#   neither change anything nor read Secrets. Verbs other than get, list and watch, and anything on
#   Secrets, are looked at. Kubernetes RBAC reference.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRole]
#   mentions: ['aggregate-to-view']
#   remediation: Use aggregate-to-edit or aggregate-to-admin for what writes, and list get, list and watch here.
package gate.rbac["aggregate-to-view"]

import data.gate.lib.rbac

deny contains {"msg": msg, "pointer": verb.pointer} if {
	_aggregated
	some rule in rbac.rules
	some verb in rbac.strings(rule, "verbs")
	not verb.value in {"get", "list", "watch"}
	msg := sprintf("rule adds %s to the role view", [verb.value])
}

deny contains {"msg": msg, "pointer": item.pointer} if {
	_aggregated
	some rule in rbac.rules
	rbac.covers_group(rule, "")
	some item in rbac.items(rule, "resources", {"secrets", "*"})
	msg := "rule adds Secrets to the role view"
}

_aggregated if input.metadata.labels["rbac.authorization.k8s.io/aggregate-to-view"] == "true"
