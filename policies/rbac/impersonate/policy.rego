# METADATA
# scope: package
# title: Role that may impersonate
# description: |
#   Who may `impersonate` users, groups or service accounts acts with all of their rights: the group
#   system:masters is above RBAC. Also `*` among the verbs of these resources, which includes
#   impersonate and is often not meant, as for serviceaccounts. In a Role only serviceaccounts
#   count, as users and groups belong to no namespace. resourceNames that list who may be
#   impersonated are fine, save system:masters. Kubernetes RBAC good practices, CIS Kubernetes
#   Benchmark 5.1.8.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#impersonate-verb
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
# custom:
#   severity: error
#   scope: resource
#   kinds: [ClusterRole, Role]
#   mentions: ['"impersonate"', '"*"']
#   remediation: List the verbs without impersonate, or list in resourceNames who may be impersonated.
package gate.rbac.impersonate

import data.gate.lib.rbac

_identities := {"ClusterRole": {"groups", "serviceaccounts", "users"}, "Role": {"serviceaccounts"}}

deny contains {"msg": msg, "pointer": verb.pointer} if {
	some rule in rbac.rules
	rbac.covers_group(rule, "")
	not _limited(rule)
	some verb in rbac.items(rule, "verbs", {"impersonate", "*"})
	resources := rbac.listed({item.value | some item in rbac.items(rule, "resources", _reached(verb.value))})
	resources != ""
	msg := sprintf("rule allows %s on %s: its holder can act as any of them", [_meaning(verb.value), resources])
}

# `*` on `*` is the business of `rbac/wildcard-permissions`.
_reached("*") := _identities[input.kind]

_reached("impersonate") := _identities[input.kind] | {"*"}

_meaning("*") := "impersonate (by \"*\")"

_meaning("impersonate") := "impersonate"

_limited(rule) if {
	rbac.restricted(rule)
	not rbac.names_resource(rule, "system:masters")
}
