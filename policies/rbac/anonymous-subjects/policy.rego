# METADATA
# scope: package
# title: Binding to anonymous requests
# description: |
#   system:anonymous and system:unauthenticated are whoever reaches the API server without
#   credentials: on a public endpoint, the world. Every binding to them is looked at; the parameter
#   `roles` lists those that may be, by default the one Kubernetes itself gives. Kubernetes RBAC
#   good practices, CIS GKE Benchmark 4.1.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#hardening
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests
# custom:
#   severity: error
#   scope: resource
#   kinds: [ClusterRoleBinding, RoleBinding]
#   mentions: ['system:anonymous', 'system:unauthenticated']
#   remediation: Bind a ServiceAccount, or a user or group that authenticates.
#   params:
#     roles:
#       type: array
#       items: {type: string}
#       default: [system:public-info-viewer]
#       description: roles that may be bound to them
package gate.rbac["anonymous-subjects"]

import data.gate.lib.rbac

_everyone := {"User/system:anonymous", "Group/system:unauthenticated"}

deny contains {"msg": msg, "pointer": concat("/", [subject.pointer, "name"])} if {
	some subject in rbac.subjects
	subject.label in _everyone
	not input.roleRef.name in data.params["rbac/anonymous-subjects"].roles
	msg := sprintf("binds %s to %s: no credentials are needed", [rbac.role, subject.label])
}
