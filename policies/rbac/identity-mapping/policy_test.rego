package gate_test.rbac["identity-mapping"]

import data.gate.rbac["identity-mapping"] as policy

_found(rule) := found if {
	found := policy.deny with input as {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "rules": [rule]}
}

test_changes if {
	_found({"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["aws-auth"], "verbs": ["get", "update"]}) == {{
		"pointer": "/rules/0/resources/0", "msg": "rule allows update on the ConfigMap aws-auth",
	}}
}

test_others if {
	count(_found({"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["aws-auth"], "verbs": ["get"]})) == 0
	count(_found({"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["web"], "verbs": ["update"]})) == 0
	count(_found({"apiGroups": [""], "resources": ["configmaps"], "verbs": ["update"]})) == 0
}
