package gate_test.rbac["aggregate-to-view"]

import data.gate.rbac["aggregate-to-view"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

_labelled(rule) := object.union(_role(rule), {"metadata": {"labels": {"rbac.authorization.k8s.io/aggregate-to-view": "true"}}})

test_writing if {
	policy.deny == {{
		"msg": "rule adds update to the role view",
		"pointer": "/rules/0/verbs/1",
	}} with input as _labelled({"apiGroups": ["example.com"], "resources": ["orders"], "verbs": ["get", "update"]})
}

test_secrets if {
	policy.deny == {{
		"msg": "rule adds Secrets to the role view",
		"pointer": "/rules/0/resources/0",
	}} with input as _labelled({"apiGroups": ["*"], "resources": ["*"], "verbs": ["get"]})
}

test_without_the_label if {
	count(policy.deny) == 0 with input as _role({"apiGroups": [""], "resources": ["secrets"], "verbs": ["*"]})
}
