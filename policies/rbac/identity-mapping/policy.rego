# METADATA
# scope: package
# title: Role that maps identities of the cloud to groups
# description: |
#   On Amazon EKS the ConfigMap `aws-auth` of kube-system says which IAM identities are in which groups: who may
#   change it makes itself an administrator. Looked at: roles that name it and may create, update or patch.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRole, Role]
#   mentions: ['aws-auth']
#   remediation: Use EKS access entries, and give nobody the right to change aws-auth.
package gate.rbac["identity-mapping"]

import data.gate.lib.rbac

_power := {"group": "", "resources": {"configmaps"}, "verbs": {"create", "patch", "update"}}

deny contains {"pointer": one.pointer, "msg": msg} if {
	some rule in rbac.rules
	rbac.names_resource(rule, "aws-auth")
	some one in rbac.allowed(rule, _power)
	msg := sprintf("rule allows %s on the ConfigMap aws-auth", [one.verbs])
}
