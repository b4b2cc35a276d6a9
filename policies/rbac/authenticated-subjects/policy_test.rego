package gate_test.rbac["authenticated-subjects"]

import data.gate.rbac["authenticated-subjects"] as policy

_binding(kind, role, subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind,
	"roleRef": {"kind": "ClusterRole", "name": role}, "subjects": subjects,
}

test_both_groups if {
	policy.deny == {
		{"msg": "binds ClusterRole/view to Group/system:authenticated", "pointer": "/subjects/0/name"},
		{"msg": "binds ClusterRole/view to Group/system:serviceaccounts", "pointer": "/subjects/1/name"},
	} with input as _binding("ClusterRoleBinding", "view", [
		{"kind": "Group", "name": "system:authenticated"},
		{"kind": "Group", "name": "system:serviceaccounts"}, {"kind": "Group", "name": "system:serviceaccounts:ci"},
	])
		with data.params as {"rbac/authenticated-subjects": {"roles": ["system:discovery"]}}
}

test_roles_that_may_be if {
	count(policy.deny) == 0 with input as _binding("ClusterRoleBinding", "system:discovery", [{"kind": "Group", "name": "system:authenticated"}])
		with data.params as {"rbac/authenticated-subjects": {"roles": ["system:discovery"]}}
}
