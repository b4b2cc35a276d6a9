# METADATA
# scope: package
# title: Binding to the group system:masters
# description: |
#   The API server lets members of `system:masters` do everything without asking RBAC, and no one can take that
#   from them but by changing the certificate authority. A binding gives them nothing, so it is either a mistake
#   or the sign that somebody is in that group who should have a role instead.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRoleBinding, RoleBinding]
#   mentions: ['system:masters']
#   remediation: Bind the role to a group of your own, and give nobody a certificate of system:masters.
package gate.rbac["masters-subjects"]

import data.gate.lib.rbac

deny contains {"pointer": concat("/", [subject.pointer, "name"]), "msg": msg} if {
	some subject in rbac.subjects
	subject.body.kind == "Group"
	subject.body.name == "system:masters"
	msg := sprintf("binds %s to system:masters, which RBAC is not asked about", [rbac.role])
}
