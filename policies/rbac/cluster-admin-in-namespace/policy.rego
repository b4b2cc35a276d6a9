# METADATA
# scope: package
# title: Binding to cluster-admin in a namespace
# description: |
#   A RoleBinding to cluster-admin gives full control of one namespace: unlike `admin` it also
#   includes escalate and bind there, the namespace object, its quota, and every custom resource. It
#   is the usual way to set up a tenant of a GitOps controller; the parameter `allowed` lists those
#   that are accepted. Kubernetes RBAC reference.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
# custom:
#   severity: warning
#   scope: resource
#   kinds: [RoleBinding]
#   mentions: ['"cluster-admin"']
#   remediation: Bind `admin` or a Role that lists what is needed, or add the subject to the parameter `allowed`.
#   params:
#     allowed:
#       type: array
#       items: {type: string}
#       default: []
#       description: subjects that may be bound, as Group/NAME, User/NAME or ServiceAccount/NAMESPACE/NAME
package gate.rbac["cluster-admin-in-namespace"]

import data.gate.lib.rbac

deny contains {"msg": msg, "pointer": "/roleRef/name"} if {
	rbac.role == "ClusterRole/cluster-admin"
	bound := rbac.listed({subject.label |
		some subject in rbac.subjects
		not subject.label in data.params["rbac/cluster-admin-in-namespace"].allowed
	})
	bound != ""
	msg := sprintf("binds cluster-admin in this namespace to %s", [bound])
}
