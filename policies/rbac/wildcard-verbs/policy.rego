# METADATA
# scope: package
# title: Role that allows every verb
# description: |
#   `*` allows every verb there is and every one that comes later: with get, list and watch also
#   deletion of whole collections, and special verbs such as escalate, bind, impersonate, approve
#   and sign where the resource knows them. Every rule of a Role or ClusterRole is looked at, save
#   what `rbac/wildcard-permissions` reports. Kubernetes RBAC good practices, CIS Kubernetes
#   Benchmark 5.1.3.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRole, Role]
#   mentions: ['"*"']
#   remediation: List the verbs that are needed, such as get, list and watch.
package gate.rbac["wildcard-verbs"]

import data.gate.lib.rbac

deny contains {"msg": msg, "pointer": item.pointer} if {
	some rule in rbac.rules
	not rbac.full_control(rule)
	some item in rbac.items(rule, "verbs", {"*"})
	some field in ["resources", "nonResourceURLs"]
	targets := rbac.listed({one.value | some one in rbac.strings(rule, field)})
	targets != ""
	msg := sprintf("rule allows every verb on %s", [targets])
}
