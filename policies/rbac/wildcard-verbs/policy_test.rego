package gate_test.rbac["wildcard-verbs"]

import data.gate.rbac["wildcard-verbs"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_every_verb_on_named_resources if {
	policy.deny == {{
		"msg": "rule allows every verb on configmaps, pods",
		"pointer": "/rules/0/verbs/1",
	}} with input as _role({"apiGroups": [""], "resources": ["pods", "configmaps"], "verbs": ["get", "*"]})
}

test_every_verb_on_urls if {
	policy.deny == {{
		"msg": "rule allows every verb on /metrics",
		"pointer": "/rules/0/verbs/0",
	}} with input as _role({"nonResourceURLs": ["/metrics"], "verbs": ["*"]})
}

test_full_control_is_reported_elsewhere if {
	count(policy.deny) == 0 with input as _role({"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]})
}

test_a_rule_about_nothing_allows_nothing if {
	count(policy.deny) == 0 with input as _role({"apiGroups": [""], "resources": [], "verbs": ["*"]})
}
