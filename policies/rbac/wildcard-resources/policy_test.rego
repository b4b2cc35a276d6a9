package gate_test.rbac["wildcard-resources"]

import data.gate.rbac["wildcard-resources"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_reading_everything if {
	policy.deny == {{
		"msg": "rule allows get, list on every resource of API groups: apps, core",
		"pointer": "/rules/0/resources/0",
	}} with input as _role({"apiGroups": ["", "apps"], "resources": ["*"], "verbs": ["list", "get"]})
}

test_full_control_is_reported_elsewhere if {
	count(policy.deny) == 0 with input as _role({"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]})
}
