package gate_test.rbac["cluster-admin-binding"]

import data.gate.rbac["cluster-admin-binding"] as policy

_binding(kind, role, subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind,
	"roleRef": {"kind": "ClusterRole", "name": role}, "subjects": subjects,
}

test_subjects_are_named if {
	policy.deny == {{
		"msg": "binds cluster-admin to Group/developers, ServiceAccount/ci/builder",
		"pointer": "/roleRef/name",
	}} with input as _binding("ClusterRoleBinding", "cluster-admin", [{"kind": "ServiceAccount", "namespace": "ci", "name": "builder"}, {"kind": "Group", "name": "developers"}])
		with data.params as {"rbac/cluster-admin-binding": {"allowed": []}}
}

test_allowed_subjects_are_left_out if {
	policy.deny == {{
		"msg": "binds cluster-admin to Group/developers",
		"pointer": "/roleRef/name",
	}} with input as _binding("ClusterRoleBinding", "cluster-admin", [{"kind": "ServiceAccount", "namespace": "ci", "name": "builder"}, {"kind": "Group", "name": "developers"}])
		with data.params as {"rbac/cluster-admin-binding": {"allowed": ["ServiceAccount/ci/builder"]}}
}

test_no_subject_no_finding if {
	count(policy.deny) == 0 with input as _binding("ClusterRoleBinding", "cluster-admin", [])
		with data.params as {"rbac/cluster-admin-binding": {"allowed": []}}
}

test_other_roles_are_not_meant if {
	count(policy.deny) == 0 with input as _binding("ClusterRoleBinding", "view", [{"kind": "ServiceAccount", "namespace": "ci", "name": "builder"}])
		with data.params as {"rbac/cluster-admin-binding": {"allowed": []}}
}
