package gate_test.rbac["wildcard-api-groups"]

import data.gate.rbac["wildcard-api-groups"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_named_resources_of_every_group if {
	policy.deny == {{
		"msg": "rule holds for deployments, services of every API group",
		"pointer": "/rules/0/apiGroups/0",
	}} with input as _role({"apiGroups": ["*"], "resources": ["services", "deployments"], "verbs": ["get"]})
}

test_every_resource_is_reported_elsewhere if {
	count(policy.deny) == 0 with input as _role({"apiGroups": ["*"], "resources": ["*"], "verbs": ["get"]})
}
