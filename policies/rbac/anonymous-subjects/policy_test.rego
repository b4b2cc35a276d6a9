package gate_test.rbac["anonymous-subjects"]

import data.gate.rbac["anonymous-subjects"] as policy

_binding(kind, role, subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind,
	"roleRef": {"kind": "ClusterRole", "name": role}, "subjects": subjects,
}

test_both_names if {
	policy.deny == {
		{"msg": "binds ClusterRole/view to User/system:anonymous: no credentials are needed", "pointer": "/subjects/1/name"},
		{"msg": "binds ClusterRole/view to Group/system:unauthenticated: no credentials are needed", "pointer": "/subjects/2/name"},
	} with input as _binding("RoleBinding", "view", [
		{"kind": "Group", "name": "developers"},
		{"kind": "User", "name": "system:anonymous"}, {"kind": "Group", "name": "system:unauthenticated"},
	])
		with data.params as {"rbac/anonymous-subjects": {"roles": []}}
}

test_roles_that_may_be if {
	count(policy.deny) == 0 with input as _binding("ClusterRoleBinding", "info", [{"kind": "Group", "name": "system:unauthenticated"}])
		with data.params as {"rbac/anonymous-subjects": {"roles": ["info"]}}
}

test_a_service_account_of_that_name_is_not_meant if {
	count(policy.deny) == 0 with input as _binding("RoleBinding", "view", [{"kind": "ServiceAccount", "namespace": "ci", "name": "system:anonymous"}])
		with data.params as {"rbac/anonymous-subjects": {"roles": []}}
}
