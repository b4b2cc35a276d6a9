# METADATA
# scope: package
# title: Rights for the service account default
# description: |
#   Every pod that names no service account runs as `default`, so what is bound to it is given to
#   all of them, also to those that come later. Subjects of RoleBindings and ClusterRoleBindings are
#   looked at. CIS Kubernetes Benchmark 5.1.5.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRoleBinding, RoleBinding]
#   mentions: ['"default"']
#   remediation: Make a service account for the workload and name it in its pod.
package gate.rbac["default-service-account"]

import data.gate.lib.rbac

deny contains {"msg": msg, "pointer": concat("/", [subject.pointer, "name"])} if {
	some subject in rbac.subjects
	subject.body.kind == "ServiceAccount"
	subject.body.name == "default"
	msg := sprintf("binds %s to %s, as which pods run that name no service account", [rbac.role, subject.label])
}
