# METADATA
# scope: package
# title: Role that enters running containers
# description: |
#   exec, attach and ephemeralcontainers run commands inside a pod, portforward reaches its ports
#   past every NetworkPolicy: with them come the pod's mounted Secrets, its service account and its
#   network. get is enough, as these connections may open with GET. Rules on these subresources are
#   looked at, `*/exec` included; resourceNames that list the pods are fine. NSA/CISA Kubernetes
#   Hardening Guide.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRole, Role]
#   mentions: ['/attach"', '/exec"', '/portforward"', '/ephemeralcontainers"']
#   remediation: Leave such access to people, for the time they need it, or list the pods in resourceNames.
package gate.rbac["pod-exec"]

import data.gate.lib.rbac

_powers := [
	{"group": "", "resources": {"*/attach", "*/exec", "*/portforward", "pods/attach", "pods/exec", "pods/portforward"}, "verbs": {"create", "get"}},
	{"group": "", "resources": {"*/ephemeralcontainers", "pods/ephemeralcontainers"}, "verbs": {"patch", "update"}},
]

deny contains {"msg": msg, "pointer": one.pointer} if {
	some rule in rbac.rules
	not rbac.restricted(rule)
	some power in _powers
	some one in rbac.allowed(rule, power)
	msg := sprintf("rule allows %s on %s of every pod it reaches", [one.verbs, one.resource])
}
