# METADATA
# scope: package
# title: Role that says where Services lead
# description: |
#   Endpoints and EndpointSlices send the traffic of a Service to any address: past NetworkPolicies, to pods of
#   other namespaces, to the metadata server of the cloud (CVE-2021-25740). Kubernetes took the right from the
#   roles admin and edit for that reason. Roles for objects of given names pass.
# related_resources:
#   - ref: https://github.com/kubernetes/kubernetes/issues/103675
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# custom:
#   severity: info
#   scope: resource
#   kinds: [ClusterRole, Role]
#   mentions: ['"endpoints"', '"endpointslices"']
#   remediation: Leave endpoints to the controllers; elect leaders by Leases.
package gate.rbac["endpoint-modification"]

import data.gate.lib.rbac

_powers := [
	{"group": "", "resources": {"endpoints"}, "verbs": {"create", "patch", "update"}},
	{"group": "discovery.k8s.io", "resources": {"endpointslices"}, "verbs": {"create", "patch", "update"}},
]

deny contains {"pointer": one.pointer, "msg": msg} if {
	some rule in rbac.rules
	not rbac.restricted(rule)
	some power in _powers
	some one in rbac.allowed(rule, power)
	msg := sprintf("rule allows %s on %s", [one.verbs, one.resource])
}
