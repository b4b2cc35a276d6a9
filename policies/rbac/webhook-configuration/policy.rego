# METADATA
# scope: package
# title: Role that controls admission
# description: |
#   Who writes webhook configurations or mutating admission policies sees every object that is
#   admitted, Secrets included, and, where they mutate, changes it. Rules of a ClusterRole that
#   create, update or patch them are looked at; resourceNames that list the configurations to change
#   are fine, as for an operator that renews the CA bundle of its own webhook. Kubernetes RBAC good
#   practices, CIS Kubernetes Benchmark 5.1.12.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRole]
#   mentions: ['mutatingadmissionpolic', 'webhookconfigurations']
#   remediation: Deliver webhook configurations by Git, and list in resourceNames those that a controller must patch.
package gate.rbac["webhook-configuration"]

import data.gate.lib.rbac

_power := {"group": "admissionregistration.k8s.io", "resources": {"mutatingadmissionpolicies", "mutatingadmissionpolicybindings", "mutatingwebhookconfigurations", "validatingwebhookconfigurations"}, "verbs": {"create", "patch", "update"}}

deny contains {"msg": msg, "pointer": one.pointer} if {
	some rule in rbac.rules
	not rbac.restricted(rule)
	some one in rbac.allowed(rule, _power)
	msg := sprintf("rule allows %s on every one of %s", [one.verbs, one.resource])
}
