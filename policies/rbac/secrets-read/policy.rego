# METADATA
# scope: package
# title: Role that reads every Secret
# description: |
#   Who may get, list or watch Secrets reads their values, service account tokens among them: list
#   and watch give whole objects, not names. Rules on `secrets` of a Role or ClusterRole are looked
#   at; resourceNames that list the Secrets needed are fine, for list and watch too (they then work
#   for one name only). `*` among the resources is reported by the wildcard rules. Kubernetes RBAC
#   good practices, CIS Kubernetes Benchmark 5.1.2.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRole, Role]
#   mentions: ['"secrets"']
#   remediation: List in resourceNames the Secrets that are needed, and allow get only.
package gate.rbac["secrets-read"]

import data.gate.lib.rbac

_power := {"group": "", "resources": {"secrets"}, "verbs": {"get", "list", "watch"}}

deny contains {"msg": msg, "pointer": one.pointer} if {
	some rule in rbac.rules
	not rbac.restricted(rule)
	some one in rbac.allowed(rule, _power)
	msg := sprintf("rule allows %s on every Secret it reaches", [one.verbs])
}
