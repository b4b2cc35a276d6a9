# METADATA
# scope: package
# title: Wildcard that gives full control
# description: |
#   A rule with `*` for its resources that allows every verb, or to create, in the core API group or
#   another that runs workloads or decides on access, is cluster-admin by another name: it includes
#   pods, Secrets, tokens, and whatever the cluster learns to serve later. In a Role it is full
#   control of the namespace. API groups that hold custom resources only are left to
#   `rbac/wildcard-verbs` and `rbac/wildcard-resources`. Kubernetes RBAC good practices, CIS
#   Kubernetes Benchmark 5.1.3.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: error
#   scope: resource
#   kinds: [ClusterRole, Role]
#   mentions: ['"*"']
#   remediation: List the API groups, resources and verbs that are needed.
package gate.rbac["wildcard-permissions"]

import data.gate.lib.rbac

deny contains {"msg": msg, "pointer": item.pointer} if {
	some rule in rbac.rules
	item := rbac.full_control(rule)
	msg := sprintf("rule allows %s every resource of API groups: %s", [_power(rule), rbac.groups(rule)])
}

_power(rule) := "every verb on" if {
	count(rbac.items(rule, "verbs", {"*"})) > 0
} else := "to create"
