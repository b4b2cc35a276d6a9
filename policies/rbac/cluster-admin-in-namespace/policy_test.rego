package gate_test.rbac["cluster-admin-in-namespace"]

import data.gate.rbac["cluster-admin-in-namespace"] as policy

_binding(kind, role, subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind,
	"roleRef": {"kind": "ClusterRole", "name": role}, "subjects": subjects,
}

test_subjects_are_named if {
	policy.deny == {{
		"msg": "binds cluster-admin in this namespace to ServiceAccount/ci/builder",
		"pointer": "/roleRef/name",
	}} with input as _binding("RoleBinding", "cluster-admin", [{"kind": "ServiceAccount", "namespace": "ci", "name": "builder"}])
		with data.params as {"rbac/cluster-admin-in-namespace": {"allowed": []}}
}

test_allowed_subjects_are_left_out if {
	count(policy.deny) == 0 with input as _binding("RoleBinding", "cluster-admin", [{"kind": "ServiceAccount", "namespace": "ci", "name": "builder"}])
		with data.params as {"rbac/cluster-admin-in-namespace": {"allowed": ["ServiceAccount/ci/builder"]}}
}

test_a_role_of_that_name_is_not_meant if {
	resource := object.union(_binding("RoleBinding", "cluster-admin", [{"kind": "ServiceAccount", "namespace": "ci", "name": "builder"}]), {"roleRef": {"kind": "Role"}})
	count(policy.deny) == 0 with input as resource with data.params as {"rbac/cluster-admin-in-namespace": {"allowed": []}}
}
