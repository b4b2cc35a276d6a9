package gate_test.rbac["default-service-account"]

import data.gate.rbac["default-service-account"] as policy

_binding(kind, role, subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind,
	"roleRef": {"kind": "ClusterRole", "name": role}, "subjects": subjects,
}

test_default if {
	policy.deny == {{
		"msg": "binds ClusterRole/view to ServiceAccount/shop/default, as which pods run that name no service account",
		"pointer": "/subjects/0/name",
	}} with input as _binding("RoleBinding", "view", [{"kind": "ServiceAccount", "namespace": "shop", "name": "default"}])
}

test_other_subjects_are_fine if {
	count(policy.deny) == 0 with input as _binding("RoleBinding", "view", [
		{"kind": "ServiceAccount", "namespace": "default", "name": "web"},
		{"kind": "User", "name": "default"},
	])
}
