package gate_test.rbac["endpoint-modification"]

import data.gate.rbac["endpoint-modification"] as policy

_found(rule) := found if {
	found := policy.deny with input as {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "rules": [rule]}
}

test_changes if {
	_found({"apiGroups": [""], "resources": ["services", "endpoints"], "verbs": ["get", "update"]}) == {{
		"pointer": "/rules/0/resources/1", "msg": "rule allows update on endpoints",
	}}
	count(_found({"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": ["*"]})) == 1
}

test_others if {
	count(_found({"apiGroups": [""], "resources": ["endpoints"], "verbs": ["get", "list", "watch"]})) == 0
	count(_found({"apiGroups": [""], "resources": ["endpoints"], "resourceNames": ["web"], "verbs": ["update"]})) == 0
	count(_found({"apiGroups": ["discovery.k8s.io"], "resources": ["endpoints"], "verbs": ["update"]})) == 0
}
