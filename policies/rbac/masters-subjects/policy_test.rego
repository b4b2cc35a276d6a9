package gate_test.rbac["masters-subjects"]

import data.gate.rbac["masters-subjects"] as policy

_found(subjects) := found if {
	found := policy.deny with input as {
		"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
		"roleRef": {"kind": "ClusterRole", "name": "view"}, "subjects": subjects,
	}
}

test_masters if {
	_found([{"kind": "Group", "name": "system:masters"}]) == {{
		"pointer": "/subjects/0/name", "msg": "binds ClusterRole/view to system:masters, which RBAC is not asked about",
	}}
}

test_others if {
	count(_found([{"kind": "Group", "name": "masters"}, {"kind": "User", "name": "system:masters"}])) == 0
}
