package gate_test.rbac.impersonate

import data.gate.rbac.impersonate as policy

_role(rule) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [rule]}

test_named_verb if {
	policy.deny == {{
		"msg": "rule allows impersonate on groups, users: its holder can act as any of them",
		"pointer": "/rules/0/verbs/0",
	}} with input as _role({"apiGroups": [""], "resources": ["users", "groups"], "verbs": ["impersonate"]})
}

test_every_verb_includes_it if {
	policy.deny == {{
		"msg": "rule allows impersonate (by \"*\") on serviceaccounts: its holder can act as any of them",
		"pointer": "/rules/0/verbs/0",
	}} with input as _role({"apiGroups": [""], "resources": ["pods", "serviceaccounts"], "verbs": ["*"]})
}

test_names_restrict_it_save_the_masters if {
	rule := {"apiGroups": [""], "resources": ["groups"], "verbs": ["impersonate"]}
	count(policy.deny) == 0 with input as _role(object.union(rule, {"resourceNames": ["developers"]}))
	count(policy.deny) == 1 with input as _role(object.union(rule, {"resourceNames": ["developers", "system:masters"]}))
}

test_a_role_reaches_service_accounts_only if {
	rule := {"apiGroups": [""], "resources": ["users"], "verbs": ["impersonate"]}
	count(policy.deny) == 0 with input as object.union(_role(rule), {"kind": "Role"})
	count(policy.deny) == 1 with input as object.union(_role(object.union(rule, {"resources": ["serviceaccounts"]})), {"kind": "Role"})
}
