package gate_test.rbac["cluster-wide-admin"]

import data.gate.rbac["cluster-wide-admin"] as policy

_binding(kind, role, subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind,
	"roleRef": {"kind": "ClusterRole", "name": role}, "subjects": subjects,
}

test_admin_in_every_namespace if {
	policy.deny == {{
		"msg": "binds edit in every namespace to ServiceAccount/ci/builder",
		"pointer": "/roleRef/name",
	}} with input as _binding("ClusterRoleBinding", "edit", [{"kind": "ServiceAccount", "namespace": "ci", "name": "builder"}])
		with data.params as {"rbac/cluster-wide-admin": {"roles": ["admin", "edit"], "allowed": []}}
}

test_parameters if {
	count(policy.deny) == 0 with input as _binding("ClusterRoleBinding", "edit", [{"kind": "ServiceAccount", "namespace": "ci", "name": "builder"}])
		with data.params as {"rbac/cluster-wide-admin": {"roles": ["admin"], "allowed": []}}
	count(policy.deny) == 0 with input as _binding("ClusterRoleBinding", "edit", [{"kind": "ServiceAccount", "namespace": "ci", "name": "builder"}])
		with data.params as {"rbac/cluster-wide-admin": {"roles": ["admin", "edit"], "allowed": ["ServiceAccount/ci/builder"]}}
}
