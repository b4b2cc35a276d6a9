package gate_test.rbac["wildcard-permissions"]

import data.gate.rbac["wildcard-permissions"] as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_every_verb_on_every_resource if {
	policy.deny == {{
		"msg": "rule allows every verb on every resource of API groups: *",
		"pointer": "/rules/0/verbs/0",
	}} with input as _role({"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]})
}

test_creation_of_every_resource if {
	policy.deny == {{
		"msg": "rule allows to create every resource of API groups: apps, core",
		"pointer": "/rules/0/resources/0",
	}} with input as _role({"apiGroups": ["", "apps"], "resources": ["*"], "verbs": ["get", "create"]})
}

test_custom_resources_are_not_meant if {
	count(policy.deny) == 0 with input as _role({"apiGroups": ["example.com"], "resources": ["*"], "verbs": ["*"]})
}
