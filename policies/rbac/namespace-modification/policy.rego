# METADATA
# scope: package
# title: Role that changes namespaces
# description: |
#   Labels of a namespace choose its pod security level and what NetworkPolicies and admission
#   webhooks apply to it: who may update or patch namespaces can lift them. Rules on `namespaces`
#   are looked at, in a Role too (it reaches its own namespace), and with resourceNames too. Many
#   operators need it, so the rule is off unless a profile or the configuration turns it on.
#   Kubernetes RBAC good practices.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#namespace-modification
# custom:
#   severity: ignore
#   scope: resource
#   kinds: [ClusterRole, Role]
#   mentions: ['"namespaces"']
#   remediation: Deliver namespaces and their labels by Git.
package gate.rbac["namespace-modification"]

import data.gate.lib.rbac

_power := {"group": "", "resources": {"namespaces"}, "verbs": {"patch", "update"}}

deny contains {"msg": msg, "pointer": one.pointer} if {
	some rule in rbac.rules
	some one in rbac.allowed(rule, _power)
	msg := sprintf("rule allows %s on %s, their pod security labels included", [one.verbs, one.resource])
}
