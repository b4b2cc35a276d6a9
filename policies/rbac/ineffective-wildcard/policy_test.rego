package gate_test.rbac["ineffective-wildcard"]

import data.gate.rbac["ineffective-wildcard"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_what_is_compared_letter_by_letter if {
	found := policy.deny with input as _role({
		"apiGroups": ["*.example.com"], "resources": ["pods/*", "*/*", "pod*"], "verbs": ["get*"],
		"resourceNames": ["*", "db-*"], "nonResourceURLs": ["/api/*/pods"],
	})
	{one.pointer | some one in found} == {
		"/rules/0/apiGroups/0", "/rules/0/resources/0", "/rules/0/resources/1", "/rules/0/resources/2",
		"/rules/0/verbs/0", "/rules/0/resourceNames/0", "/rules/0/resourceNames/1", "/rules/0/nonResourceURLs/0",
	}
	{one.msg | some one in found; one.pointer == "/rules/0/verbs/0"} == {"\"get*\" in verbs allows nothing: RBAC does not expand this wildcard"}
}

test_what_is_expanded if {
	count(policy.deny) == 0 with input as _role({
		"apiGroups": ["*"], "resources": ["*", "*/scale", "signers"], "verbs": ["*"],
		"resourceNames": ["example.com/*"], "nonResourceURLs": ["*", "/healthz/*"],
	})
}
