# METADATA
# scope: package
# title: ClusterRole that runs workloads
# description: |
#   Who creates pods, directly or through a controller, may mount every Secret of the namespace and
#   act as any of its service accounts; across namespaces that is close to cluster-admin. Rules of a
#   ClusterRole that create, update or patch workloads are looked at. Operators need this, so the
#   rule is off unless a profile or the configuration turns it on. Kubernetes RBAC good practices,
#   CIS Kubernetes Benchmark 5.1.4.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
# custom:
#   severity: ignore
#   scope: resource
#   kinds: [ClusterRole]
#   mentions: ['"pods"', '"replicationcontrollers"', '"daemonsets"', '"deployments"', '"replicasets"', '"statefulsets"', '"cronjobs"', '"jobs"']
#   remediation: Use a Role in each namespace where workloads are run.
package gate.rbac["workload-creation"]

import data.gate.lib.rbac

_powers := [
	{"group": "", "resources": {"pods", "replicationcontrollers"}, "verbs": {"create", "patch", "update"}},
	{"group": "apps", "resources": {"daemonsets", "deployments", "replicasets", "statefulsets"}, "verbs": {"create", "patch", "update"}},
	{"group": "batch", "resources": {"cronjobs", "jobs"}, "verbs": {"create", "patch", "update"}},
]

deny contains {"msg": msg, "pointer": one.pointer} if {
	some rule in rbac.rules
	not rbac.restricted(rule)
	some power in _powers
	some one in rbac.allowed(rule, power)
	msg := sprintf("rule allows %s on %s in every namespace it reaches", [one.verbs, one.resource])
}
