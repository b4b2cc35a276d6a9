package gate_test.rbac["workload-creation"]

import data.gate.rbac["workload-creation"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_pods if {
	policy.deny == {{"msg": "rule allows create on pods in every namespace it reaches", "pointer": "/rules/0/resources/0"}} with input as _role({"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "create"]})
}

test_a_group_has_its_own_kinds if {
	policy.deny == {{"msg": "rule allows patch on jobs in every namespace it reaches", "pointer": "/rules/0/resources/1"}} with input as _role({"apiGroups": ["batch"], "resources": ["deployments", "jobs"], "verbs": ["patch"]})
}

test_reading_is_fine if {
	count(policy.deny) == 0 with input as _role({"apiGroups": ["apps"], "resources": ["deployments", "deployments/scale"], "verbs": ["get", "list", "watch", "delete"]})
}
