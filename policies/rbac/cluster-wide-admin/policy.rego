# METADATA
# scope: package
# title: Binding to admin or edit in every namespace
# description: |
#   `admin` and `edit` are made for one namespace: bound by a ClusterRoleBinding they read every
#   Secret, start pods and act as any service account in all of them, kube-system included. The
#   parameter `roles` lists the roles looked at, `allowed` the subjects that are accepted.
#   Kubernetes RBAC reference, CIS Kubernetes Benchmark 5.1.1.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRoleBinding]
#   remediation: Use a RoleBinding in each namespace, or add the subject to the parameter `allowed`.
#   params:
#     roles:
#       type: array
#       items: {type: string}
#       default: [admin, edit]
#       description: ClusterRoles that belong in a RoleBinding
#     allowed:
#       type: array
#       items: {type: string}
#       default: []
#       description: subjects that may be bound, as Group/NAME, User/NAME or ServiceAccount/NAMESPACE/NAME
package gate.rbac["cluster-wide-admin"]

import data.gate.lib.rbac

deny contains {"msg": msg, "pointer": "/roleRef/name"} if {
	rbac.role in {sprintf("ClusterRole/%s", [role]) | some role in data.params["rbac/cluster-wide-admin"].roles}
	bound := rbac.listed({subject.label |
		some subject in rbac.subjects
		not subject.label in data.params["rbac/cluster-wide-admin"].allowed
	})
	bound != ""
	msg := sprintf("binds %s in every namespace to %s", [input.roleRef.name, bound])
}
