# METADATA
# scope: package
# title: Binding to everybody who authenticates
# description: |
#   system:authenticated is every user and every service account, on some providers every account of
#   theirs; system:serviceaccounts is every pod of the cluster. Bindings to these two groups are
#   looked at; the parameter `roles` lists those that may be, by default what Kubernetes itself
#   gives. Service accounts of one namespace (system:serviceaccounts:NAMESPACE) are fine. Kubernetes
#   RBAC reference, CIS GKE Benchmark 4.1.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRoleBinding, RoleBinding]
#   mentions: ['system:authenticated', 'system:serviceaccounts']
#   remediation: Bind the groups and service accounts that need it.
#   params:
#     roles:
#       type: array
#       items: {type: string}
#       default: [system:basic-user, system:discovery, system:public-info-viewer, system:service-account-issuer-discovery]
#       description: roles that may be bound to them
package gate.rbac["authenticated-subjects"]

import data.gate.lib.rbac

_everyone := {"Group/system:authenticated", "Group/system:serviceaccounts"}

deny contains {"msg": msg, "pointer": concat("/", [subject.pointer, "name"])} if {
	some subject in rbac.subjects
	subject.label in _everyone
	not input.roleRef.name in data.params["rbac/authenticated-subjects"].roles
	msg := sprintf("binds %s to %s", [rbac.role, subject.label])
}
