# METADATA
# scope: package
# title: Role that issues tokens of service accounts
# description: |
#   create on serviceaccounts/token issues a token of any service account in reach, and so all of
#   their rights. Rules on that subresource are looked at, `*/token` included; resourceNames that
#   list the service accounts are fine. Kubernetes RBAC good practices, CIS Kubernetes Benchmark
#   5.1.13.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#token-request
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRole, Role]
#   mentions: ['/token"']
#   remediation: List in resourceNames the service accounts whose tokens are needed.
package gate.rbac["token-creation"]

import data.gate.lib.rbac

_power := {"group": "", "resources": {"*/token", "serviceaccounts/token"}, "verbs": {"create"}}

deny contains {"msg": msg, "pointer": one.pointer} if {
	some rule in rbac.rules
	not rbac.restricted(rule)
	some one in rbac.allowed(rule, _power)
	msg := sprintf("rule allows %s on %s of every service account it reaches", [one.verbs, one.resource])
}
