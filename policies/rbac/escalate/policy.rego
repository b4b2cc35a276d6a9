# METADATA
# scope: package
# title: Role that may escalate or bind
# description: |
#   The API server lets nobody write or bind a role with more rights than they have, unless they may
#   `escalate` or `bind`: these two verbs on roles or clusterroles are the way to cluster-admin.
#   Also `*` among the verbs of roles, which includes both. `bind` is fine when resourceNames list
#   the roles that may be given, and cluster-admin is not one of them; `escalate` is not, as the
#   named role can then hold anything. Kubernetes RBAC good practices, CIS Kubernetes Benchmark
#   5.1.8.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-creation-or-update
# custom:
#   severity: error
#   scope: resource
#   kinds: [ClusterRole, Role]
#   mentions: ['"bind"', '"escalate"', '"*"']
#   remediation: Remove escalate and `*`; for bind, list in resourceNames the roles that may be given.
package gate.rbac.escalate

import data.gate.lib.rbac

_roles := {"clusterroles", "roles"}

deny contains {"msg": msg, "pointer": verb.pointer} if {
	some rule in rbac.rules
	rbac.covers_group(rule, "rbac.authorization.k8s.io")
	some verb in rbac.items(rule, "verbs", {"bind", "escalate", "*"})
	resources := rbac.listed({item.value | some item in rbac.items(rule, "resources", _reached(verb.value))})
	resources != ""
	not _harmless(rule, verb.value)
	msg := sprintf("rule allows %s on %s: its holder can gain any right", [_meaning(verb.value), resources])
}

# `*` on `*` is the business of `rbac/wildcard-permissions`.
_reached("*") := _roles

_reached(verb) := _roles | {"*"} if verb != "*"

_meaning("*") := "escalate and bind (by \"*\")"

_meaning(verb) := verb if verb != "*"

_harmless(rule, "bind") if {
	rbac.restricted(rule)
	not rbac.names_resource(rule, "cluster-admin")
}
