# METADATA
# scope: package
# title: Binding to cluster-admin
# description: |
#   cluster-admin allows everything in every namespace, and who can start a pod with such a service
#   account has it too. ClusterRoleBindings to cluster-admin that name any subject are looked at;
#   those that an organisation accepts, such as its administrators' group or the GitOps controller,
#   are listed in the parameter `allowed`. RoleBindings are left to
#   `rbac/cluster-admin-in-namespace`. Kubernetes RBAC good practices, CIS Kubernetes Benchmark
#   5.1.1.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
# custom:
#   severity: error
#   scope: resource
#   kinds: [ClusterRoleBinding]
#   mentions: ['"cluster-admin"']
#   remediation: Bind a ClusterRole that lists what is needed, or add the subject to the parameter `allowed`.
#   params:
#     allowed:
#       type: array
#       items: {type: string}
#       default: []
#       description: subjects that may be bound, as Group/NAME, User/NAME or ServiceAccount/NAMESPACE/NAME
package gate.rbac["cluster-admin-binding"]

import data.gate.lib.rbac

deny contains {"msg": msg, "pointer": "/roleRef/name"} if {
	rbac.role == "ClusterRole/cluster-admin"
	bound := rbac.listed({subject.label |
		some subject in rbac.subjects
		not subject.label in data.params["rbac/cluster-admin-binding"].allowed
	})
	bound != ""
	msg := sprintf("binds cluster-admin to %s", [bound])
}
